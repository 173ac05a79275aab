"""A tiny course, its database on SQLite and on PostgreSQL, and people in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, Service
from autograder.service.database import Database, open_database
from autograder.service.migrations import upgrade
from autograder.service.tables import Person
from tests.service.postgres import PostgreSQL, programs

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A PostgreSQL server with the database ``upgraded``, which has today's tables."""
    installed = programs()
    if installed is None:
        pytest.skip("needs Debian's package postgresql")
    server = PostgreSQL(installed)
    try:
        server.command("CREATE DATABASE upgraded")
        made = Database(server.url("upgraded"))
        upgrade(made.engine)
        made.close()
        yield server
    finally:
        server.close()


@pytest.fixture
def bare_postgres_url(postgres: PostgreSQL) -> Iterator[str]:
    """URL of a PostgreSQL database without tables."""
    name = f"bare_{next(_numbers)}"
    postgres.copy("template1", name)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def service_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a database of each kind, for ``Service(database=…)``; gone after the test."""
    if request.param == "sqlite":
        yield "sqlite:///service.db"
        return
    server: PostgreSQL = request.getfixturevalue("postgres")
    name = f"service_{next(_numbers)}"
    server.copy("upgraded", name)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def course(tmp_path: Path, service_url: str) -> Course:
    """A course of two assignments; the second takes three submissions of a student."""
    return Course(
        name="Deep Learning",
        course_id="dl",
        assignments=[Assignment(name="first"), Assignment(name="second", attempts=3)],
        root=tmp_path,
        service=Service(url="http://testserver", database=service_url, per_hour=0),
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
