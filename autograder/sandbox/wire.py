"""Values that cross the trust line: a JSON tree for structure, raw buffers for numbers. Never pickle.

Both sides use this module. Encoding an object of the student runs in the student's process only; :func:`decode` treats what
arrives as hostile: it bounds depth, element count and bytes, accepts numeric dtypes only (kinds ``biufc``) and builds only
``None``, bool, int, float, complex, str, list, tuple, dict and numpy arrays and scalars.

Tree: ``None``, bool, int and str stand for themselves; a list is a JSON array; everything else is an object with one key:
``{"f": "0x1.8p+1"}`` float (hexadecimal, exact, with nan and inf), ``{"i": "0x…"}`` an int beyond 53 bits, ``{"c": [re, im]}``,
``{"t": […]}`` tuple, ``{"d": [[key, value], …]}`` dict, ``{"a": [dtype, shape, buffer index]}`` array;
``{"s": …}`` numpy scalar and ``{"x": …}`` torch tensor hold the same triple as an array; ``{"k": number}`` is an object that
the student's process keeps (see :class:`Kept`), and exists on the way there only.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MAX_DEPTH = 32
MAX_ITEMS = 200_000
MAX_BYTES = 256 * 2**20
MAX_TEXT = 2**20
_EXACT_INT = 2**53
_KINDS = "biufc"


class WireError(Exception):
    """A value that cannot cross: its type, depth or size; the message is plain enough for a student."""


class LostObject(WireError):
    """A number under which nothing is kept (any more)."""


class Kept:
    """Stands on the trusted side for an object that the student's process keeps, for example a model.

    Attributes:
        number: under which it is kept; 0 when unknown.
    """

    number: int = 0


def encode(value: Any) -> tuple[Any, list[bytes]]:
    """``value`` as (tree, buffers). Raises WireError for a type that cannot cross."""
    writer = _Writer()
    return writer.tree(value, 0), writer.buffers


class _Writer:
    def __init__(self) -> None:
        self.buffers: list[bytes] = []
        self.items = 0

    def tree(self, value: Any, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("the value is nested too deeply or holds too many items")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            return _whole(value)
        if kind is int:
            return value if -_EXACT_INT < value < _EXACT_INT else {"i": hex(value)}
        if kind is float:
            return {"f": value.hex()}
        if kind is complex:
            return {"c": [value.real.hex(), value.imag.hex()]}
        if kind is list:
            return [self.tree(v, depth + 1) for v in value]
        if kind is tuple:
            return {"t": [self.tree(v, depth + 1) for v in value]}
        if isinstance(value, dict):
            return {"d": [[self.tree(k, depth + 1), self.tree(v, depth + 1)] for k, v in value.items()]}
        return self._numbers(value)

    def _numbers(self, value: Any) -> Any:
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            plain = value.detach().cpu()
            if plain.dtype is torch.bfloat16:
                plain = plain.float()  # numpy has no bfloat16; float32 holds each of its values
            return {"x": self._array(plain.resolve_conj().resolve_neg().numpy())}
        if isinstance(value, np.generic):
            return {"s": self._array(np.asarray(value))}
        if isinstance(value, np.ndarray):
            return {"a": self._array(value)}
        if isinstance(value, range):
            return [self.tree(v, 1) for v in value[: MAX_ITEMS + 1]]
        if isinstance(value, Kept):
            return {"k": value.number}
        plain_types: tuple[Any, ...] = (int, float, str, list, tuple)
        for base in plain_types:
            if isinstance(value, base):
                return self.tree(base(value), 1)  # a subclass crosses as what it is underneath
        raise WireError(
            f"a value of type {type(value).__name__} cannot be passed; use numbers, text, lists, dicts, arrays or tensors"
        )

    def _array(self, value: Any) -> Any:
        array = np.asarray(value)
        if array.dtype.kind not in _KINDS:
            raise WireError(f"an array of dtype {array.dtype} cannot be passed; use numbers")
        if array.nbytes > MAX_BYTES:
            raise WireError(f"the array is too large ({array.nbytes / 2**20:.0f} MiB)")
        array = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        self.buffers.append(array.tobytes())
        return [array.dtype.str, list(array.shape), len(self.buffers) - 1]


def decode(tree: Any, buffers: Sequence[Any], *, tensors: bool = False, kept: Mapping[int, Any] | None = None) -> Any:
    """The value of (tree, buffers).

    Args:
        tree: the structure, as it arrived.
        buffers: the numbers of its arrays.
        tensors: make torch tensors of tensors; else they become arrays.
        kept: objects by number, for :class:`Kept`; without it, none may occur.

    Raises WireError for anything malformed (LostObject for an unknown number); never another exception.
    """
    try:
        return _Reader(buffers, tensors, kept).value(tree, 0)
    except WireError:
        raise
    except (TypeError, ValueError, KeyError, IndexError, OverflowError, RecursionError, MemoryError) as problem:
        raise WireError(f"the value arrived damaged ({type(problem).__name__})") from None


class _Reader:
    def __init__(self, buffers: Sequence[Any], tensors: bool, kept: Mapping[int, Any] | None) -> None:
        self.buffers = buffers
        self.tensors = tensors
        self.kept = kept
        self.items = 0
        self.bytes = 0

    def value(self, tree: Any, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("the value is nested too deeply or holds too many items")
        if tree is None or isinstance(tree, (bool, int)):
            return tree
        if isinstance(tree, float):
            raise WireError("the value arrived damaged (bare float)")
        if isinstance(tree, str):
            if len(tree) > MAX_TEXT:
                raise WireError("the text is too long")
            return _whole(tree)
        if isinstance(tree, list):
            return [self.value(v, depth + 1) for v in tree]
        if isinstance(tree, dict) and len(tree) == 1:
            [(tag, body)] = tree.items()
            return self._tagged(tag, body, depth)
        raise WireError("the value arrived damaged")

    def _tagged(self, tag: Any, body: Any, depth: int) -> Any:
        if tag == "f":
            return float.fromhex(body[:64])
        if tag == "i":
            return int(body[:4096], 16)
        if tag == "c":
            return complex(float.fromhex(body[0][:64]), float.fromhex(body[1][:64]))
        if tag == "t" and isinstance(body, list):
            return tuple(self.value(v, depth + 1) for v in body)
        if tag == "d" and isinstance(body, list):
            return {self.value(k, depth + 1): self.value(v, depth + 1) for k, v in body}
        if tag in ("a", "s", "x"):
            array = self._array(body)
            if tag == "s":
                if array.shape != ():
                    raise WireError("the value arrived damaged (scalar with a shape)")
                return array[()]
            if tag == "x" and self.tensors:
                import torch  # only the student's side builds tensors, and only when a check passed one

                return torch.from_numpy(array)
            return array
        if tag == "k" and self.kept is not None:
            if body not in self.kept:
                raise LostObject("the object is gone")
            return self.kept[body]
        raise WireError("the value arrived damaged (unknown kind)")

    def _array(self, body: Any) -> np.ndarray[Any, Any]:
        name, shape, index = body
        if not isinstance(name, str) or len(name) > 4 or name[:1] not in "<|":
            raise WireError("the array has an unknown dtype")
        dtype = np.dtype(name)
        if dtype.kind not in _KINDS or dtype.itemsize > 32:
            raise WireError("the array has an unknown dtype")
        if not isinstance(shape, list) or len(shape) > MAX_DEPTH or not all(type(n) is int and n >= 0 for n in shape):
            raise WireError("the array has a wrong shape")
        if type(index) is not int or index < 0:
            raise WireError("the array has no data")
        data = memoryview(self.buffers[index]).cast("B")
        self.bytes += data.nbytes
        if self.bytes > MAX_BYTES or data.nbytes != math.prod(shape) * dtype.itemsize:
            raise WireError("the array's data does not fit its shape")
        if dtype.kind == "b":  # of a truth value's 256 bytes only 0 and 1 behave
            truths: np.ndarray[Any, Any] = np.frombuffer(data, dtype=np.uint8) != 0
            return truths.reshape(shape)
        return np.frombuffer(data, dtype=dtype).reshape(shape).copy()


def _whole(text: str) -> str:
    """``text`` itself. Raises WireError where it holds half of a surrogate pair, which neither JSON nor a file can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WireError("the text holds half a character") from None
    return text
