"""The report on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.authoring.verify import words
from autograder.authoring.verify.report import AssignmentReport, CourseReport, State

__all__ = ["show"]

_COLOURS: dict[State, str] = {"met": "green", "open": "yellow", "missed": "red"}


def show(console: Console, report: CourseReport) -> None:
    """Print every assignment's figures, its checks, and one line for each missed target and each note."""
    for each in report.assignments:
        console.print(_figures(each))
        console.print(_checks(each))
        for verdict in each.missed:
            console.print(
                Text.assemble(("missed", _COLOURS["missed"]), f" {each.assignment}: {verdict.message}"), soft_wrap=True
            )
        for note in each.notes:
            console.print(Text(f"note {each.assignment}: {note}"), soft_wrap=True)
    console.print(Text(words.course_line(report)), soft_wrap=True)


def _figures(report: AssignmentReport) -> Table:
    table = Table(title=report.title, title_justify="left", show_header=False)
    for what, figure in words.summary(report):
        table.add_row(Text(what), Text(figure))
    return table


def _checks(report: AssignmentReport) -> Table:
    table = Table()
    table.add_column("Check", overflow="fold")
    table.add_column("Question", overflow="fold")
    table.add_column("Right answers failed", no_wrap=True)
    for name in ("Catches", "Alone", "p50 s", "p95 s"):
        table.add_column(name, justify="right")
    table.add_column("Targets")
    for check in report.checks:
        state = words.state_of(report, check.check)
        table.add_row(
            Text(words.short(check.check) + (" (training)" if check.training else "")),
            Text(check.question),
            words.false_fails(check.false_fail),
            str(len(check.kills)),
            str(len(check.kills_alone)),
            f"{check.seconds_p50:.3f}",
            f"{check.seconds_p95:.3f}",
            Text(words.STATE[state], style=_COLOURS[state]),
        )
    return table
