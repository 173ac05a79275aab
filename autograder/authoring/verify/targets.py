"""The targets that an assignment's checks must meet, and the verdict on each.

A rate with too few runs to show its target is "open": nothing speaks against it, and the upper bound says how much is known.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from autograder.authoring.verify.report import AssignmentReport, CheckQuality, Rate, State, Verdict

__all__ = ["judged"]

CLOSED_UPPER = 0.01
"""Closed-form checks never fail a right answer, shown up to this rate."""
TRAINING_RATE = 0.001
ASSIGNMENT_RATE = 0.005
"""Runs of a right answer in which any check fails."""
CLOSED_SECONDS = 1.0
TRAINING_SECONDS = 15.0
"""95th percentiles of one check."""
GRADING_SECONDS = 60.0
"""95th percentile of one submission's grading."""


def judged(report: AssignmentReport) -> AssignmentReport:
    """``report`` with the verdict on every target."""
    found = (*_right_and_wrong(report), *_matrix(report), *_rates(report), *_times(report), *_repetition(report))
    return msgspec.structs.replace(report, verdicts=found)


def _verdict(kind: str, subject: str, met: bool, message: str) -> Verdict:
    return msgspec.convert(
        {"kind": kind, "subject": subject, "state": "met" if met else "missed", "message": message}, type=Verdict
    )


def _right_and_wrong(report: AssignmentReport) -> Iterator[Verdict]:
    for one in report.solutions:
        full = one.score >= one.max_score and not one.failed
        why = "" if full else f": {'; '.join(one.failed)}"
        yield _verdict("solution", one.name, full, f"{one.name} gets {one.score:g} of {one.max_score:g} points{why}")
    for broken in report.broken:
        yield _verdict("solution", broken, False, f"a check broke: {broken}")
    yield _verdict("release", "", report.release_score == 0, f"the release gets {report.release_score:g} points, 0 are right")
    for leak in report.leaks:
        yield _verdict("leak", "", False, leak)
    if not report.leaks:
        yield _verdict("leak", "", True, "the release is what its source gives, and leaks nothing")


def _matrix(report: AssignmentReport) -> Iterator[Verdict]:
    for one in report.misconceptions:
        if one.equivalent:
            lost = f"{one.name} is declared equivalent but fails {', '.join(one.killed_by)}"
            yield _verdict("equivalent", one.name, not one.killed_by, lost if one.killed_by else f"{one.name} is equivalent")
        elif not one.killed_by:
            yield _verdict("misconception", one.name, False, f"{one.name} survives: it passes every check ({one.title})")
        else:
            here = one.lost_at_question > 0
            lost = f"{one.lost_at_question:g} points at {one.question}" if here else f"no points at its QUESTION {one.question}"
            yield _verdict("misconception", one.name, here, f"{one.name} loses {lost}")
    for check in report.checks:
        yield _kills_alone(check)


def _kills_alone(check: CheckQuality) -> Verdict:
    told = f"{check.check} alone catches {len(check.kills_alone)} of the {len(check.kills)} misconceptions that it catches"
    if not check.kills:
        told = f"{check.check} is redundant: it catches no misconception"
    elif not check.kills_alone:
        told = f"{check.check} is redundant: every misconception that it catches ({len(check.kills)}) fails another check too"
    return _verdict("kills_alone", check.check, bool(check.kills_alone), told)


def _rates(report: AssignmentReport) -> Iterator[Verdict]:
    for check in report.checks:
        if check.training:
            yield _rate("false_fail", check.check, check.false_fail, TRAINING_RATE, TRAINING_RATE)
        else:
            yield _rate("false_fail", check.check, check.false_fail, 0.0, CLOSED_UPPER)
    yield _rate("false_fail", "", report.false_fail, ASSIGNMENT_RATE, ASSIGNMENT_RATE)


def _rate(kind: str, subject: str, rate: Rate, most: float, upper: float) -> Verdict:
    """Missed when more failed than ``most`` allows; met when the bound shows at most ``upper``."""
    share = rate.events / rate.runs if rate.runs else 0.0
    state: State = "missed" if share > most else "met" if rate.upper <= upper else "open"
    who = f"{subject} failed" if subject else "some check failed"
    told = f"{who} right answers in {rate.events:,} of {rate.runs:,} runs (at most {rate.upper:.2%}; target {upper:.1%})"
    return msgspec.structs.replace(_verdict(kind, subject, True, told), state=state)


def _times(report: AssignmentReport) -> Iterator[Verdict]:
    for check in report.checks:
        limit = _seconds_for(check)
        told = f"{check.check} takes {check.seconds_p95:.2f} s (95th percentile), less than {limit:g} s are asked for"
        yield _verdict("seconds", check.check, check.seconds_p95 < limit, told)
    told = f"one grading takes {report.grading_p95:.1f} s (95th percentile), less than {GRADING_SECONDS:g} s are asked for"
    yield _verdict("seconds", "", report.grading_p95 < GRADING_SECONDS, told)


def _seconds_for(check: CheckQuality) -> float:
    return TRAINING_SECONDS if check.training else CLOSED_SECONDS


def _repetition(report: AssignmentReport) -> Iterator[Verdict]:
    for name in report.compared:
        same = name not in report.differing
        told = "equal receipts" if same else "another receipt"
        yield _verdict("repeatable", name, same, f"{name}, graded twice, has {told}")
    for check in report.unsteady:
        yield _verdict("steady", check, False, f"{check} gives another verdict when it is run again in the same kernel")
    if not report.unsteady:
        yield _verdict("steady", "", True, "every check gives the same verdict when it is run again in the same kernel")
