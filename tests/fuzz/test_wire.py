"""Whatever arrives as a value is decoded to plain values or refused with WireError."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.sandbox import wire
from tests.fuzz import strategies
from tests.fuzz.cases import count, fuzz

PLAIN = (bool, int, float, complex, str, type(None))


def is_plain(value: Any) -> bool:
    """Only exact Python types and numpy values of numeric types."""
    if type(value) in (list, tuple):
        return all(map(is_plain, value))
    if type(value) is dict:
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if isinstance(value, (np.ndarray, np.generic)):
        right = value.dtype.kind != "b" or set(np.ravel(value).view(np.uint8).tolist()) <= {0, 1}
        return value.dtype.kind in "biufc" and type(value) in (np.ndarray, value.dtype.type) and right
    return type(value) in PLAIN


@pytest.mark.filterwarnings("ignore")  # odd dtypes are deprecated; a warning is no crash
@fuzz(6000, tree=strategies.trees, data=strategies.buffers, kind=st.sampled_from([bytes, memoryview, bytearray, str, repr]))
def test_any_tree_is_decoded_or_refused(tree: Any, data: list[bytes], kind: Any) -> None:
    """What is decoded is plain and can be encoded again."""
    received = [str(item) if kind is str else kind(item) for item in data]
    try:
        value = wire.decode(tree, received)
    except wire.WireError:
        pass
    else:
        assert is_plain(value)
        wire.encode(value)
    count("values from a sandbox")


def array(numbers: list[int], kind: str) -> np.ndarray[Any, Any]:
    return np.array(numbers, kind)


arrays = st.builds(array, st.lists(st.integers(0, 9), max_size=5), st.sampled_from("?bBhiqfdF"))
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(max_size=20), arrays)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=5), inner, max_size=4),
    ),
    max_leaves=12,
)


@fuzz(1500, value=values)
def test_plain_values_cross_unchanged(value: Any) -> None:
    tree, data = wire.encode(value)
    again = wire.decode(tree, data)
    np.testing.assert_equal(again, value)
    assert type(again) is type(value)
    count("values there and back")
