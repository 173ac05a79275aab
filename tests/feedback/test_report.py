"""The words of a grade are right, kind, and hold nothing hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from autograder.feedback import report
from autograder.grade import CheckResult, Diagnosis, FindingKind, Grade, QuestionResult

MakeGrade = Callable[..., Grade]
MakeCheck = Callable[..., CheckResult]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (-0.0, "0"), (7, "7"), (7.5, "7.5"), (20 / 3, "6.67"), (10, "10"), (100.0, "100"), (0.1 + 0.2, "0.3")],
)
def test_points_have_at_most_two_decimals(value: float, shown: str) -> None:
    assert report.points(value) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no number of points"):
        report.points(value)


def test_one_point_is_singular() -> None:
    assert [report.count(n, "point") for n in (0, 1, 1.5, 2)] == ["0 points", "1 point", "1.5 points", "2 points"]


def test_every_kind_of_finding_has_words() -> None:
    assert set(report.FINDING_WORDS) == set(get_args(FindingKind))


def test_the_state_of_each_question(grade: Grade) -> None:
    assert [report.state(grade, question) for question in grade.questions] == ["part", "none", "full", "open", "waiting"]
    assert [report.open_points(grade, question) for question in grade.questions] == [0, 0, 0, 1, 2]


def test_a_manual_question_of_a_final_grade_has_a_persons_score(make_grade: MakeGrade) -> None:
    question = QuestionResult(grade_id="q", title="Q", score=1.5, max_score=2, manual=True)
    final = make_grade(status="graded", questions=(question,))
    assert report.state(final, question) == "part"
    assert report.verdict(final) == ""


def test_failures_with_one_message_are_told_once(grade: Grade) -> None:
    conv, pool = grade.questions[:2]
    assert [len(failure.titles) for failure in report.failures(conv)] == [1, 1]
    [missing] = report.failures(pool)
    assert len(missing.titles) == 3
    assert missing.hints == ("Define `max_pool` in its answer cell.",)


def test_failures_without_a_message_stay_apart(make_check: MakeCheck) -> None:
    checks = tuple(make_check(name, name, "q", status="failed", hint=name) for name in "ab")
    failures = report.failures(QuestionResult(grade_id="q", title="Q", score=0, max_score=1, checks=checks))
    assert [failure.hints for failure in failures] == [("a",), ("b",)]


def test_a_misconception_is_told_once_and_only_where_its_check_failed(grade: Grade, make_check: MakeCheck) -> None:
    assert [diagnosis.name for diagnosis in report.diagnoses(grade.questions[0])] == ["flipped_kernel"]
    passed = make_check("a", "A", "q", diagnosis=Diagnosis(name="d", title="t", hint="h"))
    assert report.diagnoses(QuestionResult(grade_id="q", title="Q", score=1, max_score=1, checks=(passed,))) == ()


def test_the_verdict_says_what_is_open_and_whose_fault_it_is_not(grade: Grade) -> None:
    assert report.verdict(grade) == (
        "A check broke, which is not your fault: 1 point is still open. Your teacher has been told. "
        "2 points wait for a person who reads your answers."
    )


@pytest.mark.parametrize("status", ["check_error", "infrastructure", "needs_manual", "graded"])
def test_messages_for_the_instructor_are_not_repeated(make_grade: MakeGrade, status: str) -> None:
    verdict = report.verdict(make_grade(status=status, message="KeyError: SECRET 42 in /srv/course"))
    assert "SECRET" not in verdict
    assert "/srv" not in verdict


def test_an_unreadable_notebook_says_why(make_grade: MakeGrade) -> None:
    assert "it is not JSON" in report.verdict(make_grade(status="unreadable", message="it is not JSON"))
