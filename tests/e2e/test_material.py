"""The course's checks tell right from wrong: `verify` with few seeds misses no target on any assignment.

Each notebook of known quality is graded here, once in all tests. Times are not judged: the machine has other things to do.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.authoring.verify.measure import MIN_ALTERNATIVES
from autograder.authoring.verify.report import AssignmentReport
from autograder.authoring.verify.run import Options, verify_assignment
from autograder.course import load_course

pytestmark = pytest.mark.timeout(1800)  # a whole assignment is one fixture

COURSE = load_course(Path(__file__).parents[2])
SEEDS = int(os.environ.get("AUTOGRADER_VERIFY_SEEDS", "3"))
"""Rounds of the closed-form checks per solution, and runs of a notebook with training; docs/verification.md has more."""


@pytest.fixture(scope="module", params=COURSE.assignments, ids=lambda assignment: assignment.name)
def report(request: pytest.FixtureRequest) -> AssignmentReport:
    """What `autograder verify` finds out about the assignment."""
    return verify_assignment(COURSE, request.param, Options(seeds=SEEDS, training_seeds=SEEDS, jobs=2))


def missed(report: AssignmentReport, *kinds: str) -> list[str]:
    found = [verdict for verdict in report.verdicts if verdict.kind in kinds]
    assert found, "nothing of this kind was judged"
    return [verdict.message for verdict in found if verdict.state == "missed"]


def test_every_right_solution_earns_all_points(report: AssignmentReport) -> None:
    assert len(report.solutions) >= 1 + MIN_ALTERNATIVES
    assert missed(report, "solution") == []


def test_the_release_earns_nothing_and_leaks_nothing(report: AssignmentReport) -> None:
    assert missed(report, "release", "leak") == []


def test_every_misconception_loses_points_where_it_says(report: AssignmentReport) -> None:
    assert len(report.real) >= 15
    assert missed(report, "misconception") == []


def test_no_check_fails_what_is_equivalent_to_a_right_answer(report: AssignmentReport) -> None:
    assert [one.name for one in report.misconceptions if one.equivalent and one.killed_by] == []


def test_every_check_catches_something_that_no_other_check_catches(report: AssignmentReport) -> None:
    assert missed(report, "kills_alone") == []


def test_right_answers_pass_with_other_seeds_in_any_order(report: AssignmentReport) -> None:
    assert report.false_fail.runs >= SEEDS
    assert report.false_fail.events == 0
    assert missed(report, "false_fail", "steady") == []


def test_the_same_submission_gets_the_same_receipt(report: AssignmentReport) -> None:
    assert missed(report, "repeatable") == []


def test_most_misconceptions_are_named_to_the_student(report: AssignmentReport) -> None:
    """Some cannot be told apart by outputs (an exception, a forbidden library); most must be named, and named rightly."""
    assert report.named >= 0.8 * len(report.real), [one.name for one in report.real if not one.named]
