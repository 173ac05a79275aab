"""The report on the terminal."""

from __future__ import annotations

from itertools import groupby

from rich import box
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
    table = Table("Check", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("False fails", "Catches", "Alone", "p50 s", "p95 s"):
        table.add_column(name, justify="right", no_wrap=name == "False fails")
    table.add_column("Targets")
    for question, checks in groupby(report.checks, key=lambda check: check.question):
        table.add_row(Text(question, style="bold"))
        for check in checks:
            state = words.state_of(report, check.check)
            table.add_row(
                Text(f"  {words.short(check.check)}{' (training)' if check.training else ''}"),
                words.false_fails(check.false_fail),
                str(len(check.kills)),
                str(len(check.kills_alone)),
                f"{check.seconds_p50:.3f}",
                f"{check.seconds_p95:.3f}",
                Text(words.STATE[state], style=_COLOURS[state]),
            )
    return table
