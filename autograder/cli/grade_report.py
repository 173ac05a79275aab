"""What `autograder grade` shows: progress, a table of the class, problems in one line each, and the same as plain data."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.cli.log_lines import LogLines
from autograder.course import Assignment, Course
from autograder.feedback.report import FINDING_WORDS
from autograder.grade import FindingKind, Grade, GradeStatus

__all__ = ["plain", "problem_line", "progress", "show"]

STATUS: dict[GradeStatus, tuple[str, str]] = {
    "graded": ("graded", "green"),
    "needs_manual": ("needs a person", "cyan"),
    "check_error": ("a check broke", "magenta"),
    "unreadable": ("unreadable", "red"),
    "infrastructure": ("not graded", "yellow"),
}
"""What the table says, and its colour."""

NOTABLE: frozenset[FindingKind] = frozenset(
    ("missing_cell", "duplicate_cell", "retyped_cell", "empty_answer", "stopped", "kernel_died")
)
"""Findings worth an instructor's glance."""


SQLITE = "sqlite:///"
ESTIMATE_SECONDS = 3600.0
"""How far back the time left looks: one submission may take minutes."""
SHOWN = 3
"""Cells named in one note."""


@contextlib.contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[Grade, bool], None]]:
    """Gives the function to call after a submission: it moves a bar with the time left, or writes a log's line now and then."""
    console = Console(stderr=True)
    if not console.is_terminal:
        log, done = LogLines(), itertools.count(1)
        log(title, 0, total)
        yield lambda grade, fresh: log(title, next(done), total)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}", markup=False),
    )
    with Progress(*columns, console=console, speed_estimate_period=ESTIMATE_SECONDS) as bar:
        task = bar.add_task(title, total=total, last="")

        def on_done(grade: Grade, fresh: bool) -> None:
            bar.update(task, advance=1, last=f"{grade.student}{'' if fresh else ' (kept)'}")

        yield on_done


def show(console: Console, course: Course, assignment: Assignment, grades: Sequence[Grade]) -> None:
    """Print the class as a table, how it went in one line, and where the feedback and the gradebook are."""
    table = Table(title=assignment.title, title_justify="left")
    table.add_column("Student")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Status")
    table.add_column("Note")
    for grade in grades:
        word, colour = STATUS[grade.status]
        score = "–" if grade.status == "infrastructure" else f"{grade.score:g}"
        # Text, not markup: ids and notes come from students.
        table.add_row(Text(grade.student), f"{score} / {grade.max_score:g}", Text(word, style=colour), Text(_note(grade)))
    console.print(table)
    counts = Counter(STATUS[grade.status][0] for grade in grades)
    scores = [grade.score for grade in grades if grade.status != "infrastructure"]
    mean = f"; mean score {sum(scores) / len(scores):.2f} of {grades[0].max_score:g}" if scores else ""
    told = ", ".join(f"{word}: {number}" for word, number in counts.items())
    noun = "submission" if len(grades) == 1 else "submissions"
    console.print(f"{len(grades)} {noun} ({told}){mean}", markup=False, soft_wrap=True)
    results = _near(course.root / "results" / "<student>" / assignment.name / "feedback.html")
    gradebook = course.database_url
    if gradebook.startswith(SQLITE):
        gradebook = _near(Path(gradebook.removeprefix(SQLITE)))
    console.print(f"Feedback:  {results}\nGradebook: {gradebook}", markup=False, soft_wrap=True)


def problem_line(grade: Grade, submission: Path) -> str:
    """One line about a submission that has no valid automatic score, with its path; else empty."""
    if grade.status in ("graded", "needs_manual"):
        return ""
    text = " ".join(grade.message.split())
    where = _near(submission)
    return f"autograder: {text}" if text.startswith(where) else f"autograder: {where}: {STATUS[grade.status][0]}: {text}"


def plain(grade: Grade) -> dict[str, Any]:
    """``grade`` as plain data without its pictures."""
    data: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(grade, pictures=()))
    del data["pictures"]
    return data


def _note(grade: Grade) -> str:
    """What explains this score best: a message, or what was noticed in the notebook and the recognised misconceptions."""
    if grade.message:
        return " ".join(grade.message.split())
    checks = [check for question in grade.questions for check in question.checks]
    recognised = dict.fromkeys(check.diagnosis.title.rstrip(".") for check in checks if check.diagnosis)
    found: dict[str, list[str]] = {}
    for finding in grade.findings:
        if finding.kind in NOTABLE:
            found.setdefault(FINDING_WORDS[finding.kind].lower(), []).append(finding.cell)
    told = [f"{words}{_in_brackets([cell for cell in cells if cell])}" for words, cells in found.items()]
    return "; ".join([*told, *recognised])


def _in_brackets(cells: Sequence[str]) -> str:
    """`` (conv2d, max_pool, and 3 more)``, or nothing."""
    more = [f"and {len(cells) - SHOWN} more"] if len(cells) > SHOWN else []
    return f" ({', '.join([*cells[:SHOWN], *more])})" if cells else ""


def _near(path: Path) -> str:
    """``path`` relative to the working directory where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)
