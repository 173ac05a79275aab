"""How commands show submissions: one with its questions, or many as a table; and the same as plain data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.client.api import Api, Status
from autograder.client.outcome import Outcome
from autograder.client.transport import plain
from autograder.errors import UsageError
from autograder.feedback import report
from autograder.service.words import STATE_WORDS

__all__ = ["as_data", "file_stem", "one_of", "show_list", "show_outcome"]

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


def show_outcome(console: Console, outcome: Outcome) -> None:
    """One submission: its questions as a table, and what is to be said of the whole."""
    if outcome.questions:
        table = Table()
        table.add_column("Question")
        table.add_column("Points", justify="right")
        for question in outcome.questions:
            table.add_row(Text(plain(question.title)), Text(outcome.points_of(question)))
        console.print(table)
    console.print(Text(outcome.heading), soft_wrap=True)
    if outcome.feedback:
        console.print(Text(f"Feedback: {outcome.feedback}"), soft_wrap=True)


def show_list(console: Console, statuses: Sequence[Status]) -> None:
    """Submissions as a table; students are named where there are several."""
    several = len({status.student for status in statuses}) > 1
    table = Table(box=None)
    table.add_column("Id", no_wrap=True, min_width=16)  # it is what other commands want, so never shortened
    for name in (*(["Student"] if several else []), "Assignment"):
        table.add_column(name, overflow="fold")
    table.add_column("#", justify="right")
    table.add_column("Received", no_wrap=True)
    table.add_column("State")
    table.add_column("Points", justify="right", no_wrap=True)
    for status in statuses:
        cells = [
            status.id,
            *([status.student] if several else []),
            status.assignment,
            str(status.attempt),
            f"{status.received_at.astimezone():%m-%d %H:%M}" if status.received_at else "",
            STATE_WORDS.get(status.state, status.state) + (", late" if status.late else ""),
            _points(status),
        ]
        table.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(table)


def _points(status: Status) -> str:
    if status.state != "graded" or status.score is None or status.max_score is None:
        return "–"
    return f"{report.points(status.score)} of {report.points(status.max_score)}"


def one_of(api: Api, submission: str | None, assignment: str | None, student: str | None) -> Status:
    """The submission called ``submission``, else the newest one.

    Raises:
        UsageError: there is none yet.
        Rejected: there is none of that id that this token may read.
    """
    if submission is not None:
        return api.status(submission)
    found = api.submissions(assignment=assignment, student=student, limit=1)
    if not found:
        which = f" for {assignment}" if assignment else ""
        raise UsageError(f"{api.server}: there is no submission{which} yet; `autograder submit NOTEBOOK` makes one")
    return found[0]


def as_data(api: Api, status: Status) -> dict[str, Any]:
    """A status as plain data, with the feedback's address once it is graded."""
    data: dict[str, Any] = msgspec.to_builtins(status)
    return data | {"feedback": api.feedback_page(status.id) if status.state == "graded" else None}


def file_stem(status: Status) -> str:
    """Beginning of the names of files about a submission; never a path, whatever the server says."""
    return f"{_UNFIT.sub('_', status.assignment)}-{status.attempt}"
