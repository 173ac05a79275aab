"""The gradient of a student's function by torch's automatic differentiation; imported only when a check asks for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.sandbox.operations import Place, Refusal

__all__ = ["OPERATIONS"]

_MESSAGES = ("requires grad", "requires_grad")
"""In what torch says when a tensor with a gradient is turned into numbers."""


def _grad(place: Place, name: str, args: tuple[Any, ...], wrt: int) -> Any:
    """d sum(name(*args)) / d args[wrt], float32, of that argument's shape; numbers and arrays arrive as float32 tensors."""
    tensors = [_tensor(argument) for argument in args]
    tensors[wrt].requires_grad_()
    function = place.look_up(name)
    with torch.enable_grad():
        try:
            total = _total(function(*tensors))
        except (RuntimeError, TypeError) as problem:
            if any(words in str(problem) for words in _MESSAGES):
                raise Refusal("gradient", "a tensor is turned into numpy numbers on the way") from problem
            raise
        if not total.requires_grad:
            raise Refusal("gradient", "the result does not depend on that argument by torch or keras.ops operations")
        [found] = torch.autograd.grad(total, tensors[wrt], allow_unused=True)
    if found is None:
        raise Refusal("gradient", "the result does not depend on that argument by torch or keras.ops operations")
    return found


def _tensor(value: Any) -> Any:
    """Arrays, tensors and floats as fresh float32 tensors; everything else (a count, a name) as it is."""
    if isinstance(value, (np.ndarray, np.floating, float, torch.Tensor)):
        return torch.tensor(np.asarray(value), dtype=torch.float32)
    return value


def _total(result: Any) -> torch.Tensor:
    parts = list(result) if isinstance(result, (list, tuple)) else [result]
    if not all(isinstance(part, torch.Tensor) for part in parts):
        kinds = ", ".join(sorted({type(part).__name__ for part in parts if not isinstance(part, torch.Tensor)}))
        raise Refusal("gradient", f"the result is of type {kinds} instead of a tensor")
    return torch.stack([part.sum() for part in parts]).sum()


OPERATIONS: dict[str, Callable[..., Any]] = {"grad": _grad}
