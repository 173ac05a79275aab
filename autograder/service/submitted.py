"""The folder ``submitted/<student>/<assignment>/``, in which `autograder grade` and formgrader find what was handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import select

from autograder.course import Assignment, Course
from autograder.grading import store
from autograder.grading.files import companions
from autograder.service.database import Database, read_content
from autograder.service.tables import Submission
from autograder.service.upload import files_of

__all__ = ["write_submitted"]


def write_submitted(
    database: Database, course: Course, assignment: Assignment, student: str, notebook: bytes, archive: str | None
) -> None:
    """Make the folder hold this submission: its notebook, and the files of its archive (by digest).

    Files of the student's other submissions are removed; what anybody else put there stays.
    """
    path = course.submitted(assignment, student)
    files = _files(database, course, assignment, archive)
    others = {name for name, *_ in companions(path.parent)} - files.keys()
    if others:
        _remove(path.parent, others, _earlier(database, course, assignment, student))
    for name, content in {path.name: notebook, **files}.items():
        place = path.parent / name
        if not (place.is_file() and place.read_bytes() == content):
            store.write(place, content)


def _files(database: Database, course: Course, assignment: Assignment, archive: str | None) -> Mapping[str, bytes]:
    if archive is None:
        return {}
    with database.read() as db:
        data = read_content(db, archive)
    return files_of(data, course, assignment).content


def _earlier(database: Database, course: Course, assignment: Assignment, student: str) -> Iterator[Mapping[str, bytes]]:
    """The files of each archive that the student handed in, the newest first."""
    archives = select(Submission.archive).where(Submission.person_id == student, Submission.assignment == assignment.name)
    with database.read() as db:
        found = db.scalars(archives.where(Submission.archive.is_not(None)).order_by(Submission.attempt.desc())).all()
    for archive in dict.fromkeys(found):
        yield _files(database, course, assignment, archive)


def _remove(folder: Path, names: set[str], earlier: Iterator[Mapping[str, bytes]]) -> None:
    """Remove the files that are as an earlier submission had them, and the folders that get empty."""
    while names and (files := next(earlier, None)) is not None:
        for name in names & files.keys():
            path = folder / name
            if path.read_bytes() == files[name]:
                path.unlink()
                names.discard(name)
                for above in path.parents:
                    if above == folder or any(above.iterdir()):
                        break
                    above.rmdir()
