"""The service's database: short transactions on SQLite or PostgreSQL, and known errors for what databases raise.

    database = open_database(course)
    with database.write() as db:      # committed at the end, rolled back on an exception
        db.add(…)
    with database.read() as db: …

A write transaction on SQLite takes the lock at its beginning, so that two of them never fail halfway; threads of one process
wait for it in a line instead of asking again and again, so that nobody is passed over in a rush.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.tables import Content

__all__ = ["VERSION_TABLE", "Database", "open_database", "read_content", "store_content"]

VERSION_TABLE = "service_version"
"""Alembic's table; not its usual name, because the gradebook may lie in the same PostgreSQL database."""
_BUSY_SECONDS = 30
"""Patience with a lock that somebody else holds."""
_POOL = {"pool_size": 10, "max_overflow": 30}
"""Connections of a process: one for each thread in which a web server runs endpoints."""


class Database:
    """An engine with the two kinds of transactions the service makes.

    Both raise InfrastructureError when the database refuses: it is down, its disk is full, it is locked by another program.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(self.url)
        self._turn = threading.Lock() if self.engine.dialect.name == "sqlite" else None
        self._writer = self.engine.execution_options(autograder_begin="BEGIN IMMEDIATE")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that changes something; it is durable when the block has ended."""
        with self._explained(), self._in_turn(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only looks."""
        with self._explained(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees everything as it is now, whatever others write meanwhile."""
        engine = self.engine  # SQLite's reading transactions are so anyway
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._explained(), engine.connect() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout) as problem:
            [reason, *_] = str(getattr(problem, "orig", None) or problem).splitlines() or [type(problem).__name__]
            raise InfrastructureError(f"{self}: {reason}") from problem

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:  # PostgreSQL lets writers work side by side
            yield
            return
        if not self._turn.acquire(timeout=_BUSY_SECONDS):
            raise InfrastructureError(f"{self}: another transaction of this program has lasted over {_BUSY_SECONDS} s")
        try:
            yield
        finally:
            self._turn.release()

    def __str__(self) -> str:
        return f"database {self.url.render_as_string()}"  # without the password


def open_database(course: Course) -> Database:
    """The course's service database, with today's tables.

    Raises:
        InfrastructureError: it cannot be reached, or a newer program made its tables.
    """
    from autograder.service.migrations import UnknownVersion, upgrade  # alembic takes a while to import

    database = Database(course.service_database_url)
    if database.engine.dialect.name == "sqlite" and database.url.database:
        Path(database.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with database._explained():
            upgrade(database.engine)
    except UnknownVersion as problem:
        database.close()
        raise InfrastructureError(
            f"{database}: a newer autograder made its tables ({problem}); install that version"
        ) from problem
    except InfrastructureError:
        database.close()
        raise
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
    found = db.scalar(select(Content.data).where(Content.digest == digest))
    if found is None:
        raise InfrastructureError(f"the database has no content {digest}; restore a backup")
    return found


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # A process that is stopped within a transaction must not hold up the others for ever.
        patience = f"-c lock_timeout={_BUSY_SECONDS}s -c idle_in_transaction_session_timeout={2 * _BUSY_SECONDS}s"
        connect = {"connect_timeout": 10} | ({} if "options" in url.query else {"options": patience})
        return create_engine(url, pool_pre_ping=True, connect_args=connect, **_POOL)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where sqlite3 guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("autograder_begin", "BEGIN"))
