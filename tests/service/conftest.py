"""A tiny course, a database of each kind, people in it, and what grading would have found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, Service
from autograder.service.database import Database, open_database
from autograder.service.tables import Person


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two assignments; the second takes three submissions of a student."""
    return Course(
        name="Deep Learning",
        course_id="dl",
        assignments=[Assignment(name="first"), Assignment(name="second", attempts=3)],
        root=tmp_path,
        service=Service(database="sqlite:///service.db", per_hour=0),
    )


@pytest.fixture
def database(course: Course) -> Iterator[Database]:
    """The service's database with anna and ben (students), tom (tutor), ina (instructor) and robot (ci)."""
    database = open_database(course)
    with database.write() as db:
        roles = {"anna": "student", "ben": "student", "tom": "tutor", "ina": "instructor", "robot": "ci"}
        db.add_all([Person(id=name, name=name.title(), role=role) for name, role in roles.items()])
    yield database
    database.close()
