"""Each target of the checks can be met, missed and, where runs are counted, open; a missed one is named in one line."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from autograder.authoring.verify.jobs import RoundsJob
from autograder.authoring.verify.report import AssignmentReport, Rate
from autograder.authoring.verify.targets import judged
from tests.authoring.outcomes import GOOD, LEARNS, SHAPE, SOLUTION, VALUE, a_candidate, a_grade, a_round, rounds

MakeReport = Callable[..., AssignmentReport]


def missed(report: AssignmentReport) -> list[tuple[str, str]]:
    assert all("\n" not in verdict.message and verdict.message for verdict in report.verdicts)
    return [(verdict.kind, verdict.subject) for verdict in report.missed]


def changed(name: str, grade: object) -> dict:  # type: ignore[type-arg]  # as GOOD
    return {candidate: (grade if candidate.name == name else good) for candidate, good in GOOD.items()}


def test_everything_as_it_should_be_misses_nothing(make_report: MakeReport) -> None:
    report = make_report()
    assert missed(report) == []
    assert {verdict.state for verdict in report.verdicts} == {"met"}


@pytest.mark.parametrize(
    ("name", "grade", "expected"),
    [
        ("solution", a_grade(SHAPE), [("solution", "solution"), ("repeatable", "solution")]),
        ("right_2", a_grade(LEARNS), [("solution", "right_2")]),
        ("release", a_grade(VALUE, SHAPE), [("release", "")]),
        ("flipped", a_grade(), [("misconception", "flipped"), ("kills_alone", VALUE)]),
        ("flipped", a_grade(VALUE, SHAPE), [("kills_alone", VALUE)]),
        ("squeezed", a_grade(LEARNS), [("misconception", "squeezed"), ("kills_alone", SHAPE)]),
        ("renamed", a_grade(SHAPE), [("equivalent", "renamed")]),
        ("right_0", a_grade(broken=VALUE), [("solution", "right_0"), ("solution", f"{VALUE} on right_0")]),
        ("right_0", a_grade(seconds=1e5), [("seconds", "")]),
    ],
)
def test_each_fault_is_named(make_report: MakeReport, name: str, grade: object, expected: list[tuple[str, str]]) -> None:
    assert missed(make_report(changed(name, grade))) == expected


def test_leaks_other_receipts_and_unsteady_checks_are_named(make_report: MakeReport) -> None:
    assert missed(make_report(leaks=("a solution line stands in the release",))) == [("leak", "")]
    assert missed(make_report(second=a_grade(VALUE))) == [("repeatable", "solution")]
    assert missed(make_report(repeated=rounds(300, last=a_round(SHAPE)[:2]))) == [("steady", SHAPE)]


def test_one_false_fail_of_a_closed_form_check_is_too_many(make_report: MakeReport) -> None:
    job = RoundsJob(candidate=SOLUTION, first=0, count=1000, training=False)
    good, bad = a_round()[:2], a_round(VALUE)[:2]
    report = make_report(repeated=[(job, (*[good] * 999, bad, good)), *rounds(3000, training=True)])
    assert missed(report) == [("false_fail", VALUE)]
    [verdict] = report.missed
    assert verdict.message.startswith(f"{VALUE} failed right answers in 1 of 4,000 runs")


def state(report: AssignmentReport, subject: str, events: int, runs: int, upper: float) -> str:
    rate = Rate(events=events, runs=runs, upper=upper)
    checks = tuple(msgspec.structs.replace(c, false_fail=rate) if c.check == subject else c for c in report.checks)
    changed = msgspec.structs.replace(report, checks=checks, **({} if subject else {"false_fail": rate}))
    [verdict] = [v for v in judged(changed).verdicts if (v.kind, v.subject) == ("false_fail", subject)]
    return verdict.state


@pytest.mark.parametrize(
    ("subject", "events", "runs", "upper", "expected"),
    [
        (VALUE, 0, 300, 0.00994, "met"),
        (VALUE, 0, 100, 0.0295, "open"),
        (VALUE, 1, 10_000, 0.0005, "missed"),
        (LEARNS, 0, 300, 0.00994, "open"),
        (LEARNS, 0, 2995, 0.001, "met"),
        (LEARNS, 1, 2000, 0.0024, "open"),
        (LEARNS, 1, 300, 0.0157, "missed"),
        ("", 1, 300, 0.0157, "open"),
        ("", 2, 300, 0.0208, "missed"),
        ("", 0, 600, 0.00498, "met"),
    ],
)
def test_a_rate_is_met_only_when_its_bound_shows_it(
    make_report: MakeReport, subject: str, events: int, runs: int, upper: float, expected: str
) -> None:
    assert state(make_report(), subject, events, runs, upper) == expected


def test_a_check_may_take_a_second_and_with_training_fifteen(make_report: MakeReport) -> None:
    report = make_report()
    slow = tuple(msgspec.structs.replace(check, seconds_p95=2.0) for check in report.checks)
    assert missed(judged(msgspec.structs.replace(report, checks=slow))) == [("seconds", VALUE), ("seconds", SHAPE)]
    slower = tuple(msgspec.structs.replace(check, seconds_p95=15.0) for check in report.checks)
    assert ("seconds", LEARNS) in missed(judged(msgspec.structs.replace(report, checks=slower)))


def test_a_misconception_must_lose_points_at_its_own_question(make_report: MakeReport) -> None:
    elsewhere = {**GOOD, a_candidate("misconception", "lost", question="train"): a_grade(VALUE)}
    assert missed(make_report(elsewhere)) == [("misconception", "lost")]
