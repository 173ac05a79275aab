"""Values cross the trust line unchanged, and nothing else crosses it."""

from __future__ import annotations

import contextlib
import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import wire

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.complex_numbers(allow_nan=False)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.builds(lambda tag, body: {tag: body}, st.sampled_from(list("ficdtasx")), inner)
    ),
    max_leaves=20,
)


def there_and_back(value: object, *, tensors: bool = False) -> object:
    tree, buffers = wire.encode(value)
    return wire.decode(json.loads(json.dumps(tree)), buffers, tensors=tensors)


@given(values)
@settings(max_examples=200)
def test_plain_values_arrive_equal(value: object) -> None:
    assert there_and_back(value) == value
    assert type(there_and_back(value)) is type(value)


@given(
    hnp.arrays(dtype=hnp.scalar_dtypes().filter(lambda d: d.kind in "biufc"), shape=hnp.array_shapes(min_dims=0, min_side=0))
)
@settings(max_examples=200)
def test_arrays_arrive_with_their_dtype_shape_and_bits(array: np.ndarray) -> None:
    back = there_and_back(array)
    assert isinstance(back, np.ndarray)
    assert back.dtype == array.dtype.newbyteorder("<")
    assert back.shape == array.shape
    assert back.tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes()


def test_tensors_become_arrays_for_checks_and_stay_tensors_for_students() -> None:
    tensor = torch.arange(6, dtype=torch.float32).reshape(2, 3).requires_grad_()
    assert isinstance(there_and_back(tensor), np.ndarray)
    back = there_and_back(tensor, tensors=True)
    assert isinstance(back, torch.Tensor)
    assert torch.equal(back, tensor)


def test_subclasses_cross_as_what_they_are_underneath() -> None:
    class Liar(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    assert type(there_and_back(Liar(0.5))) is float
    assert math.isnan(there_and_back(float("nan")))  # type: ignore[arg-type]  # the static type is object
    assert type(there_and_back(np.float32(2.5))) is np.float32


@pytest.mark.parametrize(
    "value", [object(), print, {1, 2}, np.array([object()]), np.array(["a"]), np.datetime64("2026-01-01"), b"raw", iter([])]
)
def test_other_types_are_refused_by_name(value: object) -> None:
    with pytest.raises(wire.WireError):
        wire.encode(value)


def test_deep_and_endless_values_are_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(wire.WireError, match="deeply"):
        wire.encode(loop)
    with pytest.raises(wire.WireError, match="deeply"):
        wire.encode([0] * (wire.MAX_ITEMS + 1))


@given(trees, st.lists(st.binary(max_size=64), max_size=3))
@settings(max_examples=1000)
def test_whatever_arrives_is_a_value_or_a_wire_error(tree: object, buffers: list[bytes]) -> None:
    with contextlib.suppress(wire.WireError):
        wire.decode(tree, buffers)


@pytest.mark.parametrize(
    "body",
    [
        ["<f8", [10**9, 10**9], 0],
        ["<f8", [-1], 0],
        ["|O", [1], 0],
        ["<U1", [1], 0],
        ["<f8", [1], -1],
        ["<f8", [1], 7],
        ["<f8", [True], 0],
        ["<f8", "1", 0],
        ["f8,f8", [1], 0],
        ["<V8", [1], 0],
        ["<f8", [2], 0],
        [None, [1], 0],
        [],
    ],
)
def test_arrays_with_false_headers_are_refused(body: object) -> None:
    with pytest.raises(wire.WireError):
        wire.decode({"a": body}, [b"\0" * 8])
