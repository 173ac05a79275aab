"""The service's database: short transactions on SQLite or PostgreSQL, and known errors for what databases raise.

    database = open_database(course)
    with database.write() as db:      # committed at the end, rolled back on an exception
        db.add(…)
    with database.read() as db: …

A write transaction on SQLite takes the lock at its beginning, so that two of them never fail halfway.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.tables import Content

__all__ = ["VERSION_TABLE", "Database", "open_database", "read_content", "store_content"]

VERSION_TABLE = "service_version"
"""Alembic's table; not its usual name, because the gradebook may lie in the same PostgreSQL database."""
_BUSY_SECONDS = 30


class Database:
    """An engine with the two kinds of transactions the service makes.

    Both raise InfrastructureError when the database refuses: it is down, its disk is full, it is locked by another program.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(autograder_begin="BEGIN IMMEDIATE")

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self._explained(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._explained(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as problem:
            [reason, *_] = str(getattr(problem, "orig", None) or problem).splitlines() or [type(problem).__name__]
            if isinstance(problem, DBAPIError):
                raise InfrastructureError(f"database {self.url.render_as_string()}: {reason}") from problem
            raise


def open_database(course: Course) -> Database:
    """The course's service database, with today's tables.

    Raises:
        InfrastructureError: it cannot be reached, or a newer program made its tables.
    """
    from autograder.service.migrations import upgrade  # alembic takes a while to import

    url = make_url(course.service_database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(course.service_database_url)
    with database._explained():
        upgrade(database.engine)
    return database


def store_content(db: Session, data: bytes) -> str:
    """Keep ``data`` and return its sha256 (hex); once for equal bytes."""
    digest = hashlib.sha256(data).hexdigest()
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Content).values(digest=digest, data=data, size=len(data))
    db.execute(row.on_conflict_do_nothing())  # somebody else may store the same bytes at this moment
    return digest


def read_content(db: Session, digest: str) -> bytes:
    """The bytes with this digest. Raises InfrastructureError when they are not there."""
    found = db.get(Content, digest)
    if found is None:
        raise InfrastructureError(f"the database has no content {digest}; restore a backup")
    return found.data


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=30)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where sqlite3 guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("autograder_begin", "BEGIN"))
