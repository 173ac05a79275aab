"""Grades and rounds become the right figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.authoring.verify.jobs import RoundsJob
from autograder.authoring.verify.report import AssignmentReport
from tests.authoring.outcomes import CHECKS, GOOD, LEARNS, SHAPE, SOLUTION, VALUE, a_check, a_grade, a_round, rounds

MakeReport = Callable[..., AssignmentReport]


def test_every_check_has_its_kills_and_those_of_its_own(make_report: MakeReport) -> None:
    value, shape, learns = make_report().checks
    assert (value.check, value.kills, value.kills_alone) == (VALUE, ("flipped", "frozen"), ("flipped",))
    assert (shape.check, shape.kills, shape.kills_alone) == (SHAPE, ("squeezed",), ("squeezed",))
    assert (learns.check, learns.kills, learns.kills_alone) == (LEARNS, ("frozen", "untrained"), ("untrained",))
    assert [check.training for check in (value, shape, learns)] == [False, False, True]


def test_a_misconception_is_named_only_when_the_student_is_told_this_very_one(make_report: MakeReport) -> None:
    report = make_report()
    assert {one.name: one.named for one in report.real} == {
        "flipped": True, "squeezed": False, "frozen": True, "untrained": False,
    }  # fmt: skip
    assert report.named == 2


def test_points_lost_are_counted_at_the_question_and_without_the_manual_ones(make_report: MakeReport) -> None:
    report = make_report()
    assert {one.name: (one.lost, one.lost_at_question) for one in report.misconceptions} == {
        "flipped": (1, 1), "squeezed": (1, 1), "frozen": (2, 1), "untrained": (1, 1), "renamed": (0, 0),
    }  # fmt: skip
    assert {(one.score, one.max_score) for one in report.solutions} == {(3, 3)}


def test_equivalent_and_surviving_misconceptions_are_told_apart(make_report: MakeReport) -> None:
    wrong = {c: (a_grade() if c.name == "squeezed" else grade) for c, grade in GOOD.items()}
    report = make_report(wrong)
    assert report.surviving == ("squeezed",)
    assert len(report.real) == 4


def test_false_fails_are_counted_over_rounds_without_the_repeated_first(make_report: MakeReport) -> None:
    job = RoundsJob(candidate=SOLUTION, first=0, count=3, training=False)
    failed = a_round(VALUE)[:2]
    report = make_report(repeated=[(job, (failed, a_round()[:2], a_round()[:2], failed)), *rounds(5, training=True)])
    value, shape, learns = (check.false_fail for check in report.checks)
    assert (value.events, value.runs) == (1, 8)
    assert (shape.events, shape.runs) == (0, 8)
    assert (learns.events, learns.runs) == (0, 5)
    assert (report.false_fail.events, report.false_fail.runs) == (0, 5), "only runs with every check count for the whole"
    assert report.unsteady == ()


def test_without_training_checks_the_whole_is_counted_over_the_closed_rounds(make_report: MakeReport) -> None:
    report = make_report(repeated=rounds(40))
    assert (report.false_fail.events, report.false_fail.runs) == (0, 40)


def test_a_check_that_its_own_repetition_changes_is_unsteady(make_report: MakeReport) -> None:
    report = make_report(repeated=rounds(3, last=a_round(SHAPE)[:2]))
    assert report.unsteady == (SHAPE,)
    assert report.checks[1].false_fail.events == 0, "the repetition itself is no round"


def test_another_result_of_the_second_grading_is_another_receipt(make_report: MakeReport) -> None:
    assert make_report().differing == ()
    assert make_report().compared == ("solution",)
    assert make_report(second=a_grade(SHAPE)).differing == ("solution",)


def test_broken_checks_are_named_with_the_submission(make_report: MakeReport) -> None:
    broken = {c: (a_grade(broken=VALUE) if c.name == "right_1" else grade) for c, grade in GOOD.items()}
    assert make_report(broken).broken == (f"{VALUE} on right_1",)


def test_times_are_those_of_right_answers(make_report: MakeReport) -> None:
    slow = tuple(a_check(check, seconds=3.0) for check in CHECKS[:2])
    job = RoundsJob(candidate=SOLUTION, first=0, count=6, training=False)
    value = make_report(repeated=[(job, (slow,) * 7)]).checks[0]
    assert value.seconds_p50 == 3.0, "six rounds of 3 s outweigh four gradings of 0.1 s"
    assert make_report().grading_p50 == 2.0


@pytest.mark.parametrize(("kept", "words"), [(0, "no alternative"), (1, "1 alternative"), (2, "2 alternatives")])
def test_too_few_alternative_solutions_are_said(make_report: MakeReport, kept: int, words: str) -> None:
    few = {c: grade for c, grade in GOOD.items() if not c.name.startswith("right_") or int(c.name[-1]) < kept}
    [note] = make_report(few).notes
    assert note.startswith(words)
    assert "tests/solutions/" in note
    assert make_report().notes == ()
