"""`autograder serve`: take submissions, grade them, show results."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlalchemy import select

from autograder.cli.options import CourseFolder
from autograder.course import Course, load_course
from autograder.service.database import Database, open_database
from autograder.service.logs import log_to_stderr
from autograder.service.people import add_person, find
from autograder.service.serve import Options, serve
from autograder.service.tables import Person
from autograder.service.tokens import make_token

_FIRST = "instructor"
_FIRST_DAYS = 7


def command(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="0: any that is free.")] = 8000,
    slots: Annotated[
        int, typer.Option("--slots", min=0, metavar="N", help="Submissions graded at once; 0: as the course says.")
    ] = 0,
    isolation: Annotated[
        Literal["sandbox", "none"],
        typer.Option("--isolation", help="none runs the code unprotected as you: for your own notebooks only."),
    ] = "sandbox",
    no_grader: Annotated[bool, typer.Option("--no-grader", help="Take submissions only; other graders do the work.")] = False,
    grace: Annotated[
        float, typer.Option("--grace", min=0, metavar="S", help="Seconds to finish what is graded when told to stop.")
    ] = 30.0,
    course: CourseFolder = Path(),
) -> None:
    """Run the grading server: students submit, watch, and read.

    It stops on Ctrl-C or SIGTERM: what is being graded is finished within --grace seconds or graded after the next start. What
    was taken is never lost.
    """
    log_to_stderr("serve")
    if isolation == "none" and not no_grader:
        typer.echo("autograder: --isolation none: whoever submits runs code as you, unprotected", err=True)
    loaded = load_course(course)
    database = open_database(loaded)
    options = Options(host=host, port=port, slots=slots, isolation=isolation, grader=not no_grader, grace=grace)
    try:
        serve(loaded, database, options, lambda address: _welcome(loaded, database, address))
    finally:
        database.close()


def _welcome(course: Course, database: Database, address: str) -> None:
    if not _has_instructor(database):
        typer.echo(_how_to_sign_in(database))
    if course.service.url.rstrip("/") != address:
        typer.echo(f"People reach the server at {course.service.url} (Service.url in course_config.py).")
    typer.echo(f"{course.name}: the grading server is ready at {address} (Ctrl-C stops it)")
    sys.stdout.flush()


def _has_instructor(database: Database) -> bool:
    with database.read() as db:
        return db.scalar(select(Person.id).where(Person.role == "instructor", Person.left_at.is_(None)).limit(1)) is not None


def _how_to_sign_in(database: Database) -> str:
    """What the first instructor needs; where systemd keeps what is said, it is no token."""
    if "JOURNAL_STREAM" in os.environ:
        return (
            "Nobody is instructor yet. In the course's folder: autograder people add ID --role instructor; "
            "autograder token make ID"
        )
    return (
        f"Nobody is instructor yet. Sign in as {_FIRST} with this token, which is shown once and works for "
        f"{_FIRST_DAYS} days:\n\n    {_first_token(database)}\n"
    )


def _first_token(database: Database) -> str:
    """A token of a new instructor."""
    with database.write() as db:
        if find(db, _FIRST) is None:
            add_person(db, _FIRST, "Instructor", "instructor")
        return make_token(db, _FIRST, "first sign-in", ["submit", "read", "manage"], _FIRST_DAYS)
