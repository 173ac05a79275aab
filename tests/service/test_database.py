"""The service's database: what is committed stays, what is not leaves nothing, and refusals are known errors."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import Integer, column, func, select, table, text, update

from autograder.course import Course, Service
from autograder.errors import InfrastructureError
from autograder.service.database import VERSION_TABLE, Database, open_database, read_content, store_content
from autograder.service.tables import Content, Person


def test_a_write_is_there_for_the_next_reader(database: Database) -> None:
    """What a write transaction stored is read by the next transaction, and by another program's connection."""
    with database.write() as db:
        db.add(Person(id="cleo", role="student"))
    other = Database(database.url.render_as_string(hide_password=False))
    for each in (database, other):
        with each.read() as db:
            assert db.get_one(Person, "cleo").role == "student"
    other.close()


def test_an_exception_leaves_nothing(database: Database) -> None:
    """An exception within a write transaction takes all of it back and comes out as it was."""
    with pytest.raises(LookupError, match="our own"), database.write() as db:  # noqa: PT012  # the block is what is tested
        db.add(Person(id="cleo", role="student"))
        db.flush()
        raise LookupError("our own")
    with database.read() as db:
        assert db.get(Person, "cleo") is None


def test_no_writer_is_lost_in_a_rush(database: Database) -> None:
    """Of sixteen threads of two programs that read a value and write it one higher, over and over, no step is lost."""
    other = Database(database.url.render_as_string(hide_password=False))  # shares nothing with the first, like a second process
    with database.write() as db:
        db.execute(text("CREATE TABLE counter (value INTEGER)"))
        db.execute(text("INSERT INTO counter VALUES (0)"))
    counter = table("counter", column("value", Integer))

    def step(number: int) -> None:
        with (database, other)[number % 2].write() as db:
            value = db.scalars(select(counter.c.value).with_for_update()).one()
            db.execute(update(counter).values(value=value + 1))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(step, range(160)))
    other.close()
    with database.read() as db:
        assert db.scalar(text("SELECT value FROM counter")) == 160


def test_writers_wait_and_readers_do_not(database: Database) -> None:
    """While one transaction writes, a reader sees what was there before, and a second writer comes after it."""
    order: list[str] = []

    def second() -> None:
        with database.write() as db:
            db.get_one(Person, "anna", with_for_update=True).name = "second"
            order.append("second")

    with database.write() as db:
        db.get_one(Person, "anna", with_for_update=True).name = "first"
        db.flush()
        waiting = threading.Thread(target=second)
        waiting.start()
        with database.read() as reader:
            assert reader.get_one(Person, "anna").name == "Anna"
        order.append("first")
    waiting.join(timeout=30)
    assert order == ["first", "second"]
    with database.read() as db:
        assert db.get_one(Person, "anna").name == "second"


def test_a_lock_held_too_long_is_a_known_error(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for another program's transaction longer than the patience gets an InfrastructureError, not a hang."""
    monkeypatch.setattr("autograder.service.database._BUSY_SECONDS", 1)
    impatient = Database(database.url.render_as_string(hide_password=False))
    with database.write() as db:
        db.get_one(Person, "anna", with_for_update=True)
        with pytest.raises(InfrastructureError, match="lock"), impatient.write() as other:
            other.get_one(Person, "anna", with_for_update=True)
    with impatient.write() as other:
        other.get_one(Person, "anna", with_for_update=True)
    impatient.close()


def test_equal_bytes_are_stored_once(database: Database) -> None:
    """Eight threads that store the same bytes at once all get their digest, and one row is there."""
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: _stored(database, b"the same"), range(8)))
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Content)) == 1
        assert [read_content(db, digest) for digest in digests] == [b"the same"]


def _stored(database: Database, data: bytes) -> str:
    with database.write() as db:
        return store_content(db, data)


def test_missing_content_is_named(database: Database) -> None:
    """Asking for bytes that are not there names their digest."""
    with database.read() as db, pytest.raises(InfrastructureError, match="no content abc"):
        read_content(db, "abc")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
def test_processes_open_a_new_database_at_once(course: Course, kind: str, request: pytest.FixtureRequest) -> None:
    """Of processes that open a new database together one makes its tables, and each of them can write."""
    if kind == "postgresql":
        course = replace(course, service=Service(database=request.getfixturevalue("bare_postgres_url")))
    names = ["cleo", "dora", "emil", "finn"]
    fork = multiprocessing.get_context("fork")  # everything is imported already, so that they start together
    start = fork.Barrier(len(names))
    processes = [fork.Process(target=_open_and_write, args=(course, name, start)) for name in names]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * len(names)
    database = open_database(course)
    with database.read() as db:
        assert db.scalars(select(Person.id).order_by(Person.id)).all() == names
    database.close()


def _open_and_write(course: Course, name: str, start: Barrier) -> None:
    start.wait(60)
    database = open_database(course)
    with database.write() as db:
        db.add(Person(id=name, role="student"))
    database.close()


def test_tables_of_a_newer_program_are_refused(course: Course, database: Database) -> None:
    """A database that a newer version made is not touched; the message says what to do."""
    with database.write() as db:
        db.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608  # our own constant
    with pytest.raises(InfrastructureError, match="newer autograder made its tables"):
        open_database(course)


@pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
def test_what_cannot_be_reached_is_a_known_error(course: Course, tmp_path: Path) -> None:
    """No server, no folder and no password are InfrastructureErrors in one line, and no password is in it."""
    (tmp_path / "file").write_text("")
    unreachable = f"postgresql+psycopg://autograder:hidden-word@/course?host={tmp_path}"
    with pytest.raises(InfrastructureError) as problem:
        open_database(replace(course, service=Service(database=unreachable)))
    assert "hidden-word" not in str(problem.value)
    assert "\n" not in str(problem.value)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database at all, " * 100)
    with pytest.raises(InfrastructureError, match="not a database"):
        open_database(replace(course, service=Service(database="sqlite:///damaged.db")))
