"""Opening the gradebook."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.gradebook.database import open_gradebook, transaction


def versions(course: Course) -> list[str]:
    with sqlite3.connect(course.root / "gradebook.db") as connection:
        found = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
    connection.close()
    return found


def test_new_database_needs_no_alembic_on_path(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new gradebook carries nbgrader's schema version although PATH has no ``alembic``; opening it again keeps it."""
    monkeypatch.setenv("PATH", "/nonexistent")
    for _ in range(2):
        with open_gradebook(course) as gradebook:
            assert gradebook.students == []
        assert len(versions(course)) == 1


def test_new_database_is_current_for_nbgrader(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader's own ``db upgrade`` finds nothing to do on it."""
    from nbgrader.dbutil import upgrade

    with open_gradebook(course):
        pass
    before = versions(course)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    upgrade(course.database_url)  # raises when the alembic command fails
    assert versions(course) == before


def test_interrupted_creation_is_completed(course: Course) -> None:
    """A database that got its version table but no more is finished on the next opening."""
    with sqlite3.connect(course.root / "gradebook.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.close()
    with open_gradebook(course) as gradebook:
        assert gradebook.assignments == []
    assert len(versions(course)) == 1


def test_other_schema_version_is_refused(course: Course) -> None:
    """A gradebook of another nbgrader is not touched; the message names the command that mends it."""
    with open_gradebook(course):
        pass
    with sqlite3.connect(course.root / "gradebook.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    connection.close()
    with pytest.raises(InfrastructureError, match=r"schema older .*nbgrader db upgrade"), open_gradebook(course):
        pass


def test_a_file_that_is_no_database_is_named(course: Course) -> None:
    """Opening something else gives one line with the path."""
    path = course.root / "gradebook.db"
    path.write_text("not a database, but long enough to be read as a header " * 20)
    with pytest.raises(InfrastructureError) as raised, open_gradebook(course):
        pass
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_transaction_rolls_back(course: Course) -> None:
    """What a failing block changed is gone afterwards."""

    def fail_midway(gradebook: Any) -> None:
        with transaction(gradebook):
            gradebook.find_student("ada").first_name = "Ada"
            gradebook.db.flush()
            raise ZeroDivisionError

    with open_gradebook(course) as gradebook:
        gradebook.add_student("ada")
        with pytest.raises(ZeroDivisionError):
            fail_midway(gradebook)
        assert gradebook.find_student("ada").first_name is None


def test_a_locked_database_is_one_line(course: Course) -> None:
    """Another program's lock becomes an InfrastructureError that says what to do."""

    def change(gradebook: Any) -> None:
        with transaction(gradebook):
            gradebook.db.connection().exec_driver_sql("PRAGMA busy_timeout = 10")
            gradebook.db.connection().exec_driver_sql("DELETE FROM student")

    with open_gradebook(course) as gradebook:
        gradebook.db.remove()
        other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InfrastructureError, match="locked; close the program"):
            change(gradebook)
        other.execute("ROLLBACK")
        other.close()
