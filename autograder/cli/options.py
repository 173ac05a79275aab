"""Options and output that several commands share, so that they are called and look alike everywhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from autograder.course import Assignment, Course
from autograder.errors import UsageError

__all__ = ["AssignmentNames", "CourseFolder", "JsonFile", "check_file", "check_json", "chosen", "output", "write_json"]

AssignmentNames = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT…]", help="Names from course_config.py.", show_default="all of them")
]
CourseFolder = Annotated[
    Path, typer.Option("--course", metavar="DIR", help="The course's folder, or one below it.", show_default="this folder")
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the result as JSON too; - is standard output.")
]
STDOUT = Path("-")


def chosen(course: Course, names: list[str] | None) -> list[Assignment]:
    """The assignments called ``names``, each once, in that order; all of the course without names.

    Raises:
        UsageError: a name is unknown, or the course has no assignment.
    """
    if names:
        return [course.assignment(name) for name in dict.fromkeys(names)]
    if not course.assignments:
        raise UsageError(f"{course.root}: course_config.py names no assignment yet")
    return list(course.assignments)


def output(json: Path | None = None) -> Console:
    """Where tables go: standard output, or standard error while standard output carries the JSON."""
    return Console(stderr=json == STDOUT, highlight=False)


def check_json(json: Path | None) -> None:
    """Refuse a ``--json`` file that cannot be written, before long work starts."""
    if json != STDOUT:
        check_file("--json", json)


def check_file(option: str, path: Path | None) -> None:
    """Refuse a file of an option that cannot be written, before long work starts. Raises UsageError."""
    if path is None:
        return
    folder = path.absolute().parent
    if path.is_dir():
        raise UsageError(f"{option} {path}: this is a folder; name a file")
    if not folder.is_dir():
        raise UsageError(f"{option} {path}: the folder does not exist; make it with `mkdir -p {path.parent}`")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise UsageError(f"{option} {path}: you may not write there; name another file")


def write_json(json: Path | None, value: Any) -> None:
    """Write ``value`` (plain data) to the ``--json`` file, all of it or nothing; do nothing without the option."""
    if json is None:
        return
    text = msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
    if json == STDOUT:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
        return
    draft = json.with_name(f".{json.name}.{os.getpid()}")
    draft.write_bytes(text)
    draft.replace(json)
