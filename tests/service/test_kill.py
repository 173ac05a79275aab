"""Whatever of the server is killed while it grades, every submission is graded exactly once, and nothing is left behind."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from autograder.course import Course
from autograder.sandbox import folders
from autograder.service.database import Database, open_database
from autograder.service.tables import Alert, Job, Result
from tests.service import running
from tests.service.running import Server, family, lives
from tests.service.tiny import (
    SOLVED,
    STUDENTS,
    UNTOUCHED,
    await_that,
    enrol,
    hand_in,
    job_states,
    notebook,
    results,
    tiny_course,
)

_marks = itertools.count()


@dataclass(frozen=True)
class Class:
    """Students who have just handed in, to a server that grades two at once."""

    course: Course
    database: Database

    def hand_in(self, seconds: float) -> dict[str, tuple[str, float]]:
        """A notebook of each student, every other one solved; what they must get, by submission."""
        expected = {}
        for number, student in enumerate(STUDENTS):
            data = notebook(self.course, solved=number % 2 == 0, seconds=seconds, mark=f"{next(_marks)}")
            expected[hand_in(self.database, self.course, student, data)] = UNTOUCHED if number % 2 else SOLVED
        return expected

    def check(self, expected: dict[str, tuple[str, float]]) -> None:
        """Wait until all are graded; each once, rightly, and without an alert."""
        await_that(lambda: {job_states(self.database)[one] for one in expected} == {"done"}, "grading")
        assert {one: results(self.database, one) for one in expected} == {one: [right] for one, right in expected.items()}
        with self.database.read() as db:
            made = select(Result.submission_id, func.count()).group_by(Result.submission_id)
            assert set(dict(db.execute(made).all()).values()) == {1}
            assert db.scalars(select(Alert)).all() == []

    def strikes(self) -> int:
        with self.database.read() as db:
            return db.scalar(select(func.sum(Job.strikes))) or 0


def a_class(folder: Path, url: str = "sqlite:///service.db") -> Class:
    # Nobody waits here for a lease to run out: who is known to be dead gives its leases back at once.
    course = tiny_course(folder / "course", url, service="lease_seconds=600.0")
    database = open_database(course)
    enrol(database)
    return Class(course, database)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Class, Server]]:
    """One server for all tests that it survives."""
    pupils = a_class(tmp_path_factory.mktemp("kill"))
    server = Server(pupils.course)
    try:
        server.await_ready()
        yield pupils, server
    finally:
        server.close()
        pupils.database.close()


def web(server: Server) -> list[psutil.Process]:
    return [server.child("web_process")]


def grader(server: Server) -> list[psutil.Process]:
    return [server.child("grader")]


def fork_server(server: Server) -> list[psutil.Process]:
    return running.fork_servers(server.child("grader"))


def worker(server: Server) -> list[psutil.Process]:
    return running.workers(server.child("grader"))


def kill(server: Server, find: Callable[[Server], list[psutil.Process]]) -> psutil.Process:
    """Kill the first process that ``find`` finds, while submissions are being graded."""
    victims: list[psutil.Process] = []

    def found() -> bool:
        try:
            victims[:] = find(server) if running.kernels(server.child("grader")) else []
        except psutil.NoSuchProcess:
            victims.clear()
        return bool(victims)

    await_that(found, "a victim")
    victims[0].send_signal(signal.SIGKILL)
    return victims[0]


@pytest.mark.parametrize("victim", [web, worker, fork_server, grader], ids=lambda victim: victim.__name__)
def test_the_class_is_graded_all_the_same(here: tuple[Class, Server], victim: Callable[[Server], list[psutil.Process]]) -> None:
    """Killed in the middle of a class, it is replaced, and no submission is lost, graded twice, or worth nothing."""
    pupils, server = here
    before = pupils.strikes()
    expected = pupils.hand_in(seconds=0.5)
    killed = kill(server, victim)
    pupils.check(expected)
    await_that(lambda: not lives(killed), "its end")
    assert pupils.strikes() - before <= (0 if victim is web else 2), "only what the victim was grading may count as failed"
    assert server.process.poll() is None


@pytest.fixture
def on_postgres(tmp_path: Path, bare_postgres_url: str) -> Iterator[Class]:
    pupils = a_class(tmp_path, bare_postgres_url)
    yield pupils
    pupils.database.close()


@pytest.fixture
def start(on_postgres: Class) -> Iterator[Callable[[], Server]]:
    """Starts a server that has no time to finish anything when it is told to stop."""
    started: list[Server] = []

    def begin() -> Server:
        started.append(Server(on_postgres.course, "--grace", "0"))
        started[-1].await_ready()
        return started[-1]

    yield begin
    for server in started:
        server.close()


def test_a_killed_supervisor_takes_all_with_it_and_the_next_one_goes_on(
    on_postgres: Class, start: Callable[[], Server]
) -> None:
    """After ``kill -9`` of the supervisor nothing runs on; after the next start all are graded. Told to stop, that one gives
    back what it cannot finish, without a strike, and leaves nothing.
    """
    pupils = on_postgres
    expected = pupils.hand_in(seconds=0.5)
    first = start()
    await_that(lambda: "leased" in job_states(pupils.database).values(), "grading")
    everyone = family(first.process)
    first.process.send_signal(signal.SIGKILL)
    await_that(lambda: not any(lives(one) for one in [first.process, *everyone]), "the end of all processes")

    second = start()
    pupils.check(expected)
    strikes = pupils.strikes()
    assert strikes <= 2

    later = pupils.hand_in(seconds=20.0)
    await_that(lambda: list(job_states(pupils.database).values()).count("leased") == 2, "grading")
    everyone, own_folders = family(second.process), folders_of(second.child("grader"))
    assert len(own_folders) == 2
    assert second.stop() == 0
    assert {job_states(pupils.database)[one] for one in later} == {"queued"}
    assert pupils.strikes() == strikes
    await_that(lambda: not any(lives(one) for one in everyone), "the end of all processes")
    assert not any(folder.exists() for folder in own_folders)


def folders_of(grader: psutil.Process) -> set[Path]:
    """The folders that it has locked as its own: of its sandboxes, and of submitted notebooks."""
    return {Path(file.path).parent for file in grader.open_files() if file.path.endswith(".lock")} - {folders.base()}
