"""Figures in words, the same in every output."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.authoring.verify.report import AssignmentReport, CheckQuality, CourseReport, Rate, State

__all__ = ["STATE", "course_line", "false_fails", "kind_of", "overall", "short", "state_of", "summary"]

STATE: dict[State, str] = {"met": "met", "open": "open", "missed": "missed"}
"""``open``: nothing speaks against it, but the runs were too few to show it."""


def false_fails(rate: Rate) -> str:
    """``0 of 300, ≤ 0.99%``"""
    return f"{rate.events:,} of {rate.runs:,}, ≤ {rate.upper:.2%}" if rate.runs else "not run"


def short(check: str) -> str:
    """``stride moves window`` from ``test_conv2d::test_stride_moves_window``."""
    return check.partition("::")[2].removeprefix("test_").replace("_", " ")


def kind_of(check: CheckQuality) -> str:
    return "training" if check.training else "closed form"


def state_of(report: AssignmentReport, subject: str) -> State:
    """The worst state of the verdicts about ``subject``."""
    return _worst({verdict.state for verdict in report.verdicts if verdict.subject == subject})


def overall(report: AssignmentReport) -> State:
    """The worst state of all verdicts."""
    return _worst({verdict.state for verdict in report.verdicts})


def _worst(states: set[State]) -> State:
    return "missed" if "missed" in states else "open" if "open" in states else "met"


def summary(report: AssignmentReport) -> list[tuple[str, str]]:
    """The assignment's figures as (what, figure), in the order in which they are read."""
    right = sum(one.score >= one.max_score and not one.failed for one in report.solutions)
    real, equivalent = len(report.real), len(report.misconceptions) - len(report.real)
    alone = sum(bool(check.kills_alone) for check in report.checks)
    same = len(report.compared) - len(report.differing)
    share = f" ({report.named / real:.0%})" if real else ""
    data = ", ".join(f"{name} ({source})" for name, source in report.data_sources.items())
    return [
        *([("Data", data)] if data else []),
        ("Correct solutions with full points", f"{right} of {len(report.solutions)}"),
        ("Points of the release", f"{report.release_score:g}"),
        ("Surviving misconceptions", f"{len(report.surviving)} of {real}{_plus(equivalent)}"),
        ("Misconceptions named to the student", f"{report.named} of {real}{share}"),
        ("Checks that catch something alone", f"{alone} of {len(report.checks)}"),
        ("Right answers failed by any check", false_fails(report.false_fail)),
        ("Equal receipts on a second grading", f"{same} of {len(report.compared)}"),
        ("Seconds of one grading, p50 / p95", f"{report.grading_p50:.1f} / {report.grading_p95:.1f}"),
    ]


def course_line(report: CourseReport) -> str:
    """What is pooled over the verified assignments, in one sentence."""
    pooled = report.false_pass
    line = f"{pooled.events} of {pooled.runs} misconceptions survive (at most {pooled.upper:.1%} of such, 95% bound); "
    return line + _targets([verdict.state for each in report.assignments for verdict in each.verdicts])


def _targets(states: Sequence[State]) -> str:
    told = [f"{states.count(state)} {word}" for state, word in sorted(STATE.items(), key=lambda item: item[0] == "open")]
    line = f"targets: {', '.join(told)}"
    return line + (" (too few runs to show them)" if "open" in states else "")


def _plus(equivalent: int) -> str:
    return f", and {equivalent} equivalent" if equivalent else ""
