"""What authors of hidden checks use: the ``@check`` mark, and comparisons whose failures speak to the student.

    @check("conv2d", weight=2, hint="Let the window move `stride` pixels at a time.")
    def test_stride(student, reference, rng):
        \"\"\"The kernel moves by the stride.\"\"\"
        image, kernel = rng.normal(size=(9, 7)), rng.normal(size=(3, 2))
        agree(student.conv2d(image, kernel, stride=2), reference.conv2d(image, kernel, stride=2), "a 9×7 image with stride 2")

The first docstring line names the property and is shown to the student. A message made here never holds an expected value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pytest

__all__ = ["CheckFailed", "agree", "check", "require", "same"]

Test = TypeVar("Test", bound=Callable[..., None])
MARK = "autograder_check"


class CheckFailed(AssertionError):
    """A check failed by the student's doing; the message is shown to the student."""


def check(question: str, *, weight: float = 1.0, hint: str = "", training: bool = False) -> Callable[[Test], Test]:
    """Mark a pytest test as a hidden check of the grade cell ``question``.

    Args:
        question: the ``grade_id`` whose points it decides.
        weight: its share of the cell's points, relative to the cell's other checks; above 0.
        hint: one next step for the student, shown when the check fails.
        training: its outcome depends on random training, in the notebook or in the check; any other check must give the same
            verdict whatever the kernel's seed.
    """
    if not 0 < weight < float("inf"):
        raise ValueError(f"check({question!r}): weight={weight!r} must be a number above 0")

    def mark(test: Test) -> Test:
        marked: Test = getattr(pytest.mark, MARK)(question=question, weight=float(weight), hint=hint, training=training)(test)
        return marked

    return mark


def require(condition: object, message: str) -> None:
    """Fail with ``message`` (shown to the student; name no hidden value) unless ``condition`` holds."""
    if not condition:
        raise CheckFailed(message)


def agree(got: Any, want: Any, what: str, *, rtol: float = 1e-6, atol: float | None = None) -> None:
    """Fail unless the numbers ``got`` equal ``want`` in shape and value, compared in float64 (complex128 for complex).

    Args:
        got: what the student's code returned; anything.
        want: number, array or nested list of numbers, any shape.
        what: the situation, for the student's message ("the activation map of a 9×7 image with stride 2").
        rtol: relative tolerance; 1e-6 passes right float32 results of up to some thousand terms.
        atol: absolute tolerance; default ``rtol`` × the largest finite magnitude in ``want``.
    """
    target = np.asarray(want)
    values = _numbers(got, what)
    if values.shape != target.shape:
        raise CheckFailed(f"For {what}: your result has {_shape(values)}, which is not the right shape.")
    kind = np.complex128 if "c" in (values.dtype.kind, target.dtype.kind) else np.float64
    values, target = values.astype(kind), target.astype(kind)
    if np.isnan(values).any() and not np.isnan(target).any():
        raise CheckFailed(f"For {what}: your result holds NaN (not a number).")
    if np.isinf(values).any() and not np.isinf(target).any():
        raise CheckFailed(f"For {what}: your result holds an infinite number.")
    if atol is None:
        finite = np.abs(target[np.isfinite(target)])
        atol = rtol * float(finite.max(initial=0.0))
    wrong = int((~np.isclose(values, target, rtol=rtol, atol=atol, equal_nan=True)).sum())
    if wrong and values.size == 1:
        raise CheckFailed(f"For {what}: your value {_plain(values)} is not right.")
    if wrong:
        raise CheckFailed(f"For {what}: {wrong} of {values.size} values of your result are not right.")


def same(got: Any, want: Any, what: str) -> None:
    """Fail unless ``got`` equals ``want`` exactly, for text, booleans, integers, and tuples or lists of them."""
    if _canonical(got) != _canonical(want):
        raise CheckFailed(f"For {what}: your value {_short(got)} is not right.")


def _canonical(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_canonical(v) for v in value]
    if isinstance(value, np.ndarray):
        return _canonical(value.tolist())
    if isinstance(value, np.generic):
        return value.item()
    return value


def _numbers(got: Any, what: str) -> np.ndarray[Any, Any]:
    if got is None:
        raise CheckFailed(f"For {what}: your code gave nothing back (None). Does the function end with `return`?")
    try:
        values = np.asarray(got)
    except ValueError:
        raise CheckFailed(f"For {what}: your result's rows have different lengths.") from None
    if values.dtype.kind not in "biufc":
        raise CheckFailed(f"For {what}: numbers are needed, but your result is of type {type(got).__name__}.")
    return values


def _shape(values: np.ndarray[Any, Any]) -> str:
    return f"the shape {values.shape}" if values.shape else "no axes (it is a single number)"


def _plain(values: np.ndarray[Any, Any]) -> str:
    return f"{values.reshape(-1)[0]:.6g}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
