"""The tables: what migrations make is what the program declares, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select
from sqlalchemy.exc import StatementError

from autograder.service.database import VERSION_TABLE, Database
from autograder.service.tables import Base, Person


def test_migrations_make_the_declared_tables(database: Database) -> None:
    """Nothing differs between the tables after all migrations and those of autograder/service/tables.py."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
        connection.rollback()


def test_the_published_index_is_partial(database: Database) -> None:
    """At most one published result: the index that says so holds published results only, and is unique."""
    [index] = [found for found in inspect(database.engine).get_indexes("result") if found["name"] == "one_published_result"]
    assert index["unique"]
    where = index["dialect_options"][f"{database.engine.dialect.name}_where"]
    assert "published" in str(where)


def test_a_moment_keeps_its_time_zone(database: Database) -> None:
    """A moment of any zone comes back as the same moment, with a zone; moments compare across zones."""
    east = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=9)))
    with database.write() as db:
        db.add(Person(id="cleo", role="student", created_at=east))
    with database.read() as db:
        found = db.get_one(Person, "cleo").created_at
        before = select(Person.id).where(Person.created_at <= datetime(2026, 2, 28, 16, 30, tzinfo=UTC))
        assert db.scalars(before).all() == ["cleo"]
    assert found == east
    assert found.utcoffset() is not None


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    """A moment whose zone nobody knows is our mistake, and is never stored."""
    naive = datetime(2026, 3, 1)
    with pytest.raises(StatementError, match="no time zone"), database.write() as db:
        db.add(Person(id="cleo", role="student", created_at=naive))
