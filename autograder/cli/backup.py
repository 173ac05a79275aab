"""`autograder backup`: everything that a grading server could not make again, in one file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli.options import CourseFolder, JsonFile, check_json, output, write_json
from autograder.course import load_course
from autograder.errors import UsageError
from autograder.service.backup import Manifest, make_backup
from autograder.service.backup import Progress as OnProgress
from autograder.service.database import open_database


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write, e.g. backup-2026-03-01.zip.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    course: CourseFolder = Path(),
    json: JsonFile = None,
) -> None:
    """Write submissions, results, people, gradebook and keys of the server to one file.

    The server may run meanwhile. The file holds the course's secret keys and is readable by you only: keep it so. `autograder
    restore` brings everything back, also from SQLite to PostgreSQL or the other way round.
    """
    check_json(json)
    loaded = load_course(course)
    if file.exists() and not force:
        raise UsageError(f"{file}: already there; give another name, or --force to replace it")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file}: there is no such folder")
    with contextlib.closing(open_database(loaded)) as database, bar("Backup") as on_progress:
        manifest = make_backup(loaded, database, file, on_progress)
    output(json).print(f"{file}: {told(manifest)}", markup=False)
    write_json(json, {"file": str(file), **plain(manifest)})


@contextlib.contextmanager
def bar(title: str) -> Iterator[OnProgress]:
    """A progress bar, where standard error is a terminal; gives the function to call."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("left:"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def told(manifest: Manifest) -> str:
    """What an archive holds, in one line."""
    rows = {name.removeprefix("tables/"): member.rows for name, member in manifest.members.items() if member.rows is not None}
    files = [name.removeprefix("private/") for name, member in manifest.members.items() if member.rows is None]
    counts = f"submissions: {rows['submission']}, results: {rows['result']}, people: {rows['person']}"
    return f"{counts}; {', '.join(files) if files else 'no further files'}"


def plain(manifest: Manifest) -> dict[str, object]:
    """The manifest as plain data, without the tables' columns."""
    values: dict[str, object] = msgspec.to_builtins(manifest)
    del values["columns"]
    return values
