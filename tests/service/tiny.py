"""A course of one tiny assignment that is really graded, in a second: what `autograder init` makes, with a service."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from sqlalchemy import select

from autograder.authoring.new_course import new_course
from autograder.course import Course, load_course
from autograder.notebook.release import make_release
from autograder.service.database import Database
from autograder.service.submit import Upload, submit
from autograder.service.tables import Job, Person, Result

ASSIGNMENT = "first_loss"
SOLVED, UNTOUCHED = ("needs_manual", 3.0), ("graded", 0.0)
"""Status and score of the two kinds of notebooks."""
STUDENTS = ("anna", "ben", "clara", "david")
_PATIENCE = 90.0


def tiny_course(folder: Path, database: str = "sqlite:///service.db", *, settings: str = "", service: str = "") -> Course:
    """Make the course in ``folder``; ``settings`` and ``service`` are further arguments, as text, of Course and Service."""
    new_course(folder, "Tiny course")
    config = folder / "course_config.py"
    text = config.read_text().replace("import Assignment, Course, Limits", "import Assignment, Course, Limits, Service")
    own = f"    service=Service(database={database!r}, per_hour=0, {service}),\n    {settings}\n)\n"
    text = text.replace('preload=["numpy", "matplotlib.pyplot"],\n)\n', f'preload=["numpy"],\n{own}')
    config.write_text(text)
    return load_course(folder)


def enrol(database: Database, students: tuple[str, ...] = STUDENTS) -> None:
    with database.write() as db:
        db.add_all([Person(id=name, name=name.title(), role="student") for name in students])


def notebook(course: Course, *, solved: bool = True, seconds: float = 0.0, mark: str = "") -> bytes:
    """A submission that takes ``seconds`` longer than it must; another ``mark`` makes other bytes."""
    source = nbformat.read(course.source(course.assignment(ASSIGNMENT)), as_version=4)
    found = source if solved else make_release(source)
    found.cells.append(new_code_cell(f"# {mark}\nimport time\ntime.sleep({seconds})", id="own"))
    return nbformat.writes(found).encode()


def hand_in(database: Database, course: Course, student: str, data: bytes, archive: bytes | None = None) -> str:
    """Submit; the submission's id."""
    return submit(database, course, Upload(student=student, assignment=ASSIGNMENT, notebook=data, archive=archive)).id


def results(database: Database, submission: str) -> list[tuple[str, float]]:
    """Status and score of the submission's published results: there may be one."""
    with database.read() as db:
        found = select(Result.status, Result.score).where(Result.submission_id == submission, Result.state == "published")
        return [(status, score) for status, score in db.execute(found)]


def job_states(database: Database) -> dict[str, str]:
    """State of each submission's only job."""
    with database.read() as db:
        return dict(db.execute(select(Job.submission_id, Job.state)).all())


def strikes(database: Database, submission: str) -> int:
    with database.read() as db:
        return db.scalars(select(Job.strikes).where(Job.submission_id == submission)).one()


def phases(database: Database) -> set[str]:
    """Phases of the jobs that are leased now."""
    with database.read() as db:
        return set(db.scalars(select(Job.phase).where(Job.state == "leased")))


def await_that(condition: Callable[[], object], what: str = "it", seconds: float = _PATIENCE) -> None:
    """Wait until ``condition`` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.02)
