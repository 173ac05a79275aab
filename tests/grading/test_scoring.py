"""Points are shares of a cell's points, never outside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AuthorError
from autograder.grade import CheckResult, CheckStatus
from autograder.grading.scoring import score_questions
from autograder.notebook.cells import GradeCell


def cell(points: float = 3.0, kind: str = "auto") -> GradeCell:
    return GradeCell(grade_id="q", points=points, kind=kind, cell_type="code", index=0, title="Q")  # type: ignore[arg-type]  # a Literal


def result(weight: float, status: CheckStatus) -> CheckResult:
    return CheckResult(check=f"t::{weight}", title="", question="q", weight=weight, status=status)


def test_points_follow_the_weights_of_the_passed_checks() -> None:
    [question] = score_questions([cell()], [result(2, "passed"), result(1, "failed")])
    assert question.score == 2.0


def test_a_broken_check_earns_nothing_yet() -> None:
    [question] = score_questions([cell()], [result(1, "passed"), result(1, "error")])
    assert question.score == 1.5


def test_a_manual_cell_waits_for_a_person() -> None:
    [question] = score_questions([cell(kind="manual")], [])
    assert (question.score, question.max_score, question.manual) == (0.0, 3.0, True)


def test_an_automatic_cell_without_checks_is_the_authors_mistake() -> None:
    with pytest.raises(AuthorError, match="'q'"):
        score_questions([cell()], [])


@given(
    st.floats(0.01, 100), st.lists(st.tuples(st.floats(1e-6, 1e6), st.sampled_from(["passed", "failed", "error"])), min_size=1)
)
def test_a_score_is_between_zero_and_the_points(points: float, outcomes: list[tuple[float, CheckStatus]]) -> None:
    [question] = score_questions([cell(points)], [result(*outcome) for outcome in outcomes])
    assert 0.0 <= question.score <= points
    if all(status == "passed" for _, status in outcomes):
        assert question.score == pytest.approx(points, abs=0.005)
