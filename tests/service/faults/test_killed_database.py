"""PostgreSQL is killed (-9, with all its processes) at the worst moments: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import event, func, select

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.database import Database
from autograder.service.queue import beat, finish, lease, release
from autograder.service.tables import Person, Result, Submission
from tests.service.postgres import PostgreSQL
from tests.service.work import job_of, outcome, published, send, state_of, taken

T = TypeVar("T")
pytestmark = pytest.mark.parametrize("service_url", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _running(database: Database, postgres: PostgreSQL) -> Iterator[None]:
    """Whatever a test did, the server runs for the next one."""
    yield
    if not postgres.running:
        postgres.start()


def killed_before_commit(database: Database, server: PostgreSQL, operation: Callable[[], object]) -> None:
    """Run ``operation`` and kill the server when all is written but nothing committed; then start it again."""

    def kill(_: object) -> None:
        server.kill()

    event.listen(database._writer, "commit", kill, once=True)
    with pytest.raises(InfrastructureError, match="database"):
        operation()
    server.start()


def test_killed_before_a_submission_is_committed(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """The student is told that it was not taken, and nothing of it is there; sent again it is attempt 1."""
    killed_before_commit(database, postgres, lambda: send(database, course, "anna", notebook=b"nb", key="k"))
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Submission)) == 0
    assert send(database, course, "anna", notebook=b"nb", key="k").attempt == 1


def test_killed_after_a_submission_was_acknowledged(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """What was acknowledged is there after the crash, with its file and its place in the queue."""
    sent = send(database, course, "anna", notebook=b"nb", key="k")
    postgres.kill()
    with pytest.raises(InfrastructureError, match="database"):
        send(database, course, "anna", notebook=b"more")
    postgres.start()
    assert send(database, course, "anna", notebook=b"nb", key="k").id == sent.id
    assert (taken(database).data, lease(database, "other")) == (b"nb", None)


def test_killed_while_a_job_is_leased(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """A lease that was not committed is nobody's: the job still waits, without a strike."""
    sent = send(database, course, "anna")
    killed_before_commit(database, postgres, lambda: lease(database, "worker"))
    assert state_of(database, sent.id) == "queued"
    held = taken(database)
    assert (held.number, job_of(database, sent.id).strikes) == (1, 0)


def test_killed_while_a_job_is_graded(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """A worker whose database was away for a while keeps its lease, and its answer counts."""
    sent = send(database, course, "anna")
    held = taken(database)
    postgres.kill()
    with pytest.raises(InfrastructureError, match="database"):
        beat(database, held)
    postgres.start()
    assert beat(database, held)
    assert finish(database, held, outcome(3.0))
    assert published(database, sent.id) == [3.0]


def test_killed_before_a_result_is_committed(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """Of a result that was not committed nothing is there; the worker's second try publishes it once."""
    sent = send(database, course, "anna")
    held = taken(database)
    killed_before_commit(database, postgres, lambda: finish(database, held, outcome(3.0)))
    assert (state_of(database, sent.id), published(database, sent.id)) == ("running", [])
    assert finish(database, held, outcome(3.0))
    assert published(database, sent.id) == [3.0]


def test_killed_after_a_result_was_stored(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """A stored result is there after the crash; the answer delivered again changes nothing."""
    sent = send(database, course, "anna")
    held = taken(database)
    assert finish(database, held, outcome(3.0))
    postgres.kill()
    postgres.start()
    assert published(database, sent.id) == [3.0]
    assert not finish(database, held, outcome(1.0))
    assert published(database, sent.id) == [3.0]


def test_killed_in_a_rush(database: Database, course: Course, postgres: PostgreSQL) -> None:
    """Killed while twelve students hand in and three workers grade: every submission is there once and graded once."""
    students = [f"student{number}" for number in range(12)]
    with database.write() as db:
        db.add_all(Person(id=name, role="student") for name in students)
    keys = [b"one", b"two", b"three", b"four", b"five"]
    handed_in = threading.Event()

    def student(name: str) -> list[str]:
        return [_until_it_works(lambda key=key: send(database, course, name, notebook=key, key=key.hex())).id for key in keys]

    def worker(name: str) -> None:
        while True:
            last = handed_in.is_set()
            held = _until_it_works(lambda: lease(database, name))
            if held is None and last:
                return
            if held is not None:
                _until_it_works(lambda held=held: finish(database, held, outcome(2.0)))

    with ThreadPoolExecutor(15) as pool:
        sending = [pool.submit(student, name) for name in students]
        working = [pool.submit(worker, f"worker{number}") for number in range(3)]
        for done in (5, 20):
            _wait_for(lambda done=done: _count(database, Result) >= done)
            postgres.kill()
            postgres.start()
        acknowledged = [submission for each in sending for submission in each.result(60)]
        handed_in.set()
        for each in working:
            each.result(60)
        _finish_lost_leases(database)
    with database.read() as db:
        stored = db.scalars(select(Submission.id)).all()
        results = db.scalars(select(Result.submission_id).where(Result.state == "published")).all()
    assert sorted(stored) == sorted(acknowledged)
    assert len(stored) == 60
    assert sorted(results) == sorted(stored)


def _until_it_works(operation: Callable[[], T]) -> T:
    """What a client and a worker do when the database is away: try again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return operation()
        except InfrastructureError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _count(database: Database, table: type) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def _finish_lost_leases(database: Database) -> None:
    """Grade what was leased without the worker getting to know: its connection died between commit and answer."""
    for number in range(3):
        release(database, f"worker{number}", "asked, and has none")
    while held := lease(database, "last"):
        finish(database, held, outcome(2.0))
