"""Comparisons are exact where they should be, tolerant where floats need it, and silent about expected values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.grading.check import CheckFailed, agree, check, require, same


def test_float32_results_of_the_right_formula_agree() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        a, b = rng.normal(size=(30, 40)), rng.normal(size=(40, 20))
        agree(a.astype(np.float32) @ b.astype(np.float32), a @ b, "a product", rtol=2e-6)


@pytest.mark.parametrize(
    ("got", "word"),
    [
        (None, "None"),
        ([[1, 2], [3]], "different lengths"),
        ("text", "str"),
        (object(), "object"),
        ([1.0, 2.0], "shape (2,)"),
        (np.float64(3.0), "single number"),
        ([1.0, np.nan, 3.0], "NaN"),
        ([1.0, np.inf, 3.0], "infinite"),
        ([1.0, 2.0, 3.1], "1 of 3"),
        ([1.0, 2.0, 3.0 + 1e-4], "1 of 3"),
    ],
)
def test_a_wrong_result_fails_with_what_is_wrong_but_not_with_the_answer(got: Any, word: str) -> None:
    with pytest.raises(CheckFailed) as failure:
        agree(got, np.array([1.0, 2.0, 3.0]), "the case")
    assert word in str(failure.value)
    assert "the case" in str(failure.value)


def test_the_message_never_holds_the_expected_number() -> None:
    with pytest.raises(CheckFailed) as failure:
        agree(1.0, 271828.0, "the constant")
    assert "271828" not in str(failure.value)


def test_an_expected_infinity_is_not_an_error() -> None:
    agree([np.inf, 1.0], [np.inf, 1.0], "a loss")
    with pytest.raises(CheckFailed):
        agree([1.0, 1.0], [np.inf, 1.0], "a loss")


@pytest.mark.parametrize(
    ("got", "want"), [((2, 3), [2, 3]), (np.int64(4), 4), ("same", "same"), (np.array([1, 2]), [1, 2]), (True, True)]
)
def test_same_compares_exact_values_across_containers(got: Any, want: Any) -> None:
    same(got, want, "the case")


def test_same_fails_with_the_students_value_only() -> None:
    with pytest.raises(CheckFailed, match="'left'") as failure:
        same("left", "right-answer", "the side")
    assert "right-answer" not in str(failure.value)


def test_require_shows_its_message() -> None:
    require(True, "unused")
    with pytest.raises(CheckFailed, match="Use a loop"):
        require([], "Use a loop.")


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_that_is_no_share_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        check("q", weight=weight)
