"""The report as a Markdown page, to be kept with the course."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.authoring.verify import words
from autograder.authoring.verify.report import AssignmentReport, CourseReport

__all__ = ["markdown"]


def markdown(report: CourseReport, claims: Sequence[str] = ()) -> str:
    """The page, made of tables; it names the command that makes it again.

    Args:
        claims: Markdown sections on what comes out on real data, each with the command that made it; added at the end.
    """
    about = report.environment
    versions = ", ".join(f"{name} {about.packages[name]}" for name in ("torch", "keras", "numpy") if name in about.packages)
    parts = [
        f"# How good the checks of {_cell(report.course)} are",
        f"Made by `{report.command}` with autograder {about.engine} on Python {about.python}, {versions}; "
        f"{_cell(about.device)}. It took {report.seconds / 60:.0f} minutes. "
        "What the figures mean: [checks.md](checks.md#how-good-is-a-check).",
        f"{words.course_line(report)}.",
        *(part for each in report.assignments for part in _assignment(each)),
        *(claim.strip() for claim in claims),
    ]
    return "\n\n".join(parts) + "\n"


def _assignment(report: AssignmentReport) -> list[str]:
    checks = [
        [
            f"`{check.check}`", words.kind_of(check), words.false_fails(check.false_fail), str(len(check.kills)),
            ", ".join(check.kills_alone), f"{check.seconds_p50:.3f} / {check.seconds_p95:.3f}",
        ]
        for check in report.checks
    ]  # fmt: skip
    heads = ["Check", "Kind", "Right answers failed", "Catches", "Alone", "Seconds, p50 / p95"]
    missed = [f"- Missed: {_cell(verdict.message)}" for verdict in report.missed] or ["No target is missed."]
    parts = [
        f"## {_cell(report.title)}",
        _table(["Measured", ""], [[what, figure] for what, figure in words.summary(report)]),
        "\n\n".join(["\n".join(missed), *(f"Note: {_cell(note)}" for note in report.notes)]),
        _table(heads, checks),
    ]
    equivalent = [one.name for one in report.misconceptions if one.equivalent]
    if equivalent:
        parts.append(f"Equivalent to a right answer, and left out: {', '.join(equivalent)}.")
    return parts


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
