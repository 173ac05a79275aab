"""The load benchmark's figures as a Markdown page: what was accepted and graded, and how long callers waited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.service_traffic import SUBMIT

__all__ = ["PAGE_GOAL", "SUBMIT_GOAL", "markdown", "percentile", "reached"]

SUBMIT_GOAL, PAGE_GOAL = 1.0, 0.3
"""Seconds below which 95 of 100 calls must be."""
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def markdown(found: Mapping[str, Any]) -> str:
    """The page for what ``benchmarks.service_load`` has collected."""
    setup, calls = found["setup"], found["calls"]
    accepted = sum(1 for call in calls if call["submission"])
    made = [
        f"# The grading server in a deadline rush, on {_DATABASES[setup['database']]}",
        "",
        f"- Machine: {setup['machine']}; Python {setup['python']}; {setup['when']}; load average {setup['load']} before",
        f"- Command: `{setup['command'].strip()}`; isolation: {setup['isolation']}; "
        f"server, sandboxes and what sends share the machine, the last took {found['own_load']:.0%} of a core",
        f"- {found['students']} students hand in conv_by_hand within {found['seconds']:g} s, each once, by HTTP with a "
        "connection of their own: the example class again and again, its endless loop once; others load pages once a second "
        "until everything is graded",
        "",
        f"{accepted} submissions were accepted; all were graded {found['took']:.0f} s after the rush began, "
        f"{60 * accepted / found['took']:.0f} a minute, and in gradebook and results folders after {found['recorded']:.0f} s. "
        + ("Each was stored once, graded once and got the example's points." if not found["problems"] else "**Wrong:**"),
        *(f"- {problem}" for problem in found["problems"]),
        "",
        *_table(calls),
        "",
        f"Goals: p95 of submitting < {SUBMIT_GOAL:g} s, p95 of each page < {PAGE_GOAL:g} s while grading runs: "
        + ("reached." if reached(found) else "missed."),
    ]
    return "\n".join(made) + "\n"


def reached(found: Mapping[str, Any]) -> bool:
    """Whether every call succeeded and every kind of call is quick enough."""
    by_kind = _by_kind(found["calls"])
    return all(not _failed(calls) and _quick(kind, calls) for kind, calls in by_kind.items())


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` of 100 do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -int(-len(ranked) * percent // 100) - 1)]


def _table(calls: Sequence[Mapping[str, Any]]) -> list[str]:
    made = ["| Call | number | failed | p50 | p95 | p99 | longest | goal for p95 |", "|---|---:|---:|---:|---:|---:|---:|---|"]
    for kind, own in _by_kind(calls).items():
        seconds = [call["seconds"] for call in own]
        cells = [f"{1000 * value:.0f} ms" for value in (*(percentile(seconds, p) for p in (50, 95, 99)), max(seconds))]
        goal = f"< {1000 * _goal(kind):.0f} ms: {'reached' if _quick(kind, own) else 'missed'}"
        made.append(f"| {kind} | {len(own)} | {_failed(own)} | {' | '.join(cells)} | {goal} |")
    return made


def _by_kind(calls: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    kinds = sorted({call["kind"] for call in calls}, key=lambda kind: (kind != SUBMIT, kind))
    return {kind: [call for call in calls if call["kind"] == kind] for kind in kinds}


def _failed(calls: Sequence[Mapping[str, Any]]) -> int:
    return sum(1 for call in calls if not 200 <= call["status"] < 300)


def _quick(kind: str, calls: Sequence[Mapping[str, Any]]) -> bool:
    return percentile([call["seconds"] for call in calls], 95) < _goal(kind)


def _goal(kind: str) -> float:
    return SUBMIT_GOAL if kind.startswith(SUBMIT) else PAGE_GOAL
