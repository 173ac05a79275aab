"""The loop that leases, has workers grade, and stores: with real processes, whose work is what the notebook's bytes say."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from autograder.course import Course
from autograder.errors import AuthorError, InfrastructureError
from autograder.grading.slots import Slots
from autograder.grading.workers import Pool, say, start_server
from autograder.service import grader_loop, queue
from autograder.service.database import Database, open_database
from autograder.service.grade_job import GradeJob
from autograder.service.grader_loop import GraderLoop
from autograder.service.material import Materials
from autograder.service.queue import Outcome
from autograder.service.tables import Alert, Job
from tests.service.postgres import PostgreSQL
from tests.service.tiny import ASSIGNMENT, STUDENTS, await_that, enrol, hand_in, job_states, results, strikes, tiny_course
from tests.service.work import outcome

PATIENCE = 30.0


def behave(job: GradeJob, slot: Path | None) -> Outcome:
    """A worker that does as the first word of the notebook says."""
    word, *more = job.path.read_text().split()
    say(("running", 1, 2))
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "author":
        raise AuthorError("the check is wrong")
    if word == "until":
        await_that(lambda: not job.path.exists() or Path(more[0]).exists())
    if word == "hang":
        Path(more[0]).write_text(str(os.getpid()))
        time.sleep(PATIENCE * 10)
    return outcome(score=2.0)


@pytest.fixture(scope="module", autouse=True)
def _warm_workers() -> Iterator[None]:
    """A server of workers that has imported what these tests' workers need, whatever other tests have left."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # multiprocessing's own tests stop it so
    start_server([__name__])
    yield
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return tiny_course(tmp_path_factory.mktemp("tiny") / "course", service="lease_seconds=4.0")


@pytest.fixture
def course(tiny: Course) -> Course:
    return tiny


@pytest.fixture
def database(course: Course) -> Iterator[Database]:
    (course.root / "service.db").unlink(missing_ok=True)
    made = open_database(course)
    enrol(made)
    yield made
    made.close()


class Grader:
    """A loop that can be run until something holds."""

    def __init__(self, course: Course, database: Database, folder: Path, *, places: int = 2) -> None:
        self.database, self.lost = database, ""
        self.pool = Pool(behave, [__name__])
        self.materials = Materials(course)
        self.stored = 0
        self.loop = GraderLoop(
            database, self.materials, self.pool, name="me", slots=Slots(sockets=[None] * places, problem=lambda: self.lost),
            isolation="none", folder=folder, on_stored=self._count,
        )  # fmt: skip

    def _count(self) -> None:
        self.stored += 1

    def run_until(self, condition: Callable[[], Any], grace: float = 0.0) -> None:
        end = time.monotonic() + PATIENCE

        def look() -> None:
            assert time.monotonic() < end, "it did not happen"
            if condition():
                self.loop.stop(grace)

        self.loop.run(look)


@pytest.fixture
def grader(course: Course, database: Database, tmp_path: Path) -> Iterator[Grader]:
    made = Grader(course, database, tmp_path)
    with made.pool:
        yield made


def ended(database: Database) -> bool:
    return set(job_states(database).values()) <= {"done", "failed"}


def test_everything_queued_is_graded_once_and_leaves_no_file(
    grader: Grader, database: Database, course: Course, tmp_path: Path
) -> None:
    """More submissions than places are all graded, each once; the private copies of the notebooks are removed."""
    sent = [hand_in(database, course, student, f"ok {n}".encode()) for n in range(2) for student in STUDENTS]
    grader.run_until(lambda: ended(database))
    assert [results(database, one) for one in sent] == [[("graded", 2.0)]] * len(sent)
    assert grader.stored == len(sent)
    assert list(tmp_path.iterdir()) == []


def test_a_dead_worker_is_a_strike_and_the_third_ends_it_without_a_result(
    grader: Grader, database: Database, course: Course
) -> None:
    """A submission whose worker dies three times is not gradable, with an alert and no result; others are graded."""
    bad, good = hand_in(database, course, "anna", b"die"), hand_in(database, course, "ben", b"ok")
    grader.run_until(lambda: ended(database))
    assert (results(database, bad), strikes(database, bad)) == ([], 3)
    assert (results(database, good), strikes(database, good)) == ([("graded", 2.0)], 0)
    with database.read() as db:
        [alert] = db.scalars(select(Alert)).all()
    assert (alert.kind, alert.submission_id) == ("not_gradable", bad)


def test_nothing_is_begun_beside_a_job_that_has_failed_before(
    grader: Grader, database: Database, course: Course, tmp_path: Path
) -> None:
    """While one that had a strike is graded, nothing else is, though places are free; all are graded in the end."""
    go = tmp_path / "go"
    sent = [hand_in(database, course, STUDENTS[0], f"until {go}".encode())]
    held = queue.lease(database, "another")
    assert held is not None
    queue.release(database, "another", "the grader was killed")
    sent += [hand_in(database, course, student, b"ok") for student in STUDENTS[1:]]
    turns = 0

    def all_graded() -> bool:
        nonlocal turns
        turns += 1
        if turns == 3:
            states = job_states(database)
            assert [states[one] for one in sent] == ["leased"] + ["queued"] * (len(sent) - 1)
            go.touch()
        return ended(database)

    grader.run_until(all_graded)
    assert [results(database, one) for one in sent] == [[("graded", 2.0)]] * len(sent)


def test_wrong_material_is_an_alert_that_names_it(grader: Grader, database: Database, course: Course) -> None:
    """An error of the author's is told to the instructor once, in its words, and is nobody's zero."""
    sent = hand_in(database, course, "anna", b"author")
    grader.run_until(lambda: ended(database))
    assert results(database, sent) == []
    with database.read() as db:
        told = [alert.text for alert in db.scalars(select(Alert)) if alert.kind == "material"]
    assert told == [f"{ASSIGNMENT} cannot be graded, its material is wrong: the check is wrong"]


def test_changed_settings_are_an_alert(
    grader: Grader, database: Database, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edits course_config.py is told, once, that the running server does not know it yet."""
    monkeypatch.setattr(grader_loop, "_SWEEP_SECONDS", 0.0)
    config = course.root / "course_config.py"
    config.write_text(config.read_text() + "\n")
    turns = iter(range(1000))
    grader.run_until(lambda: next(turns) == 3)
    with database.read() as db:
        [alert] = db.scalars(select(Alert))
    assert (alert.kind, alert.submission_id) == ("settings", None)
    assert alert.text == "course_config.py has changed. It counts once the server is restarted."


def test_material_that_cannot_be_read_keeps_its_submissions_waiting(grader: Grader, database: Database, course: Course) -> None:
    """While the source notebook is broken nobody gets a strike and the instructor is told once; mended, all are graded."""
    source = course.source(course.assignments[0])
    whole = source.read_bytes()
    source.write_bytes(b"{}")
    sent = [hand_in(database, course, student, b"ok") for student in STUDENTS]

    def told() -> list[str]:
        with database.read() as db:
            return [alert.text for alert in db.scalars(select(Alert))]

    def look() -> bool:
        if told() and "leased" not in job_states(database).values():
            source.write_bytes(whole)
        return ended(database)

    grader.run_until(look)
    assert [results(database, one) for one in sent] == [[("graded", 2.0)]] * len(sent)
    assert [strikes(database, one) for one in sent] == [0] * len(sent)
    [text] = told()
    assert text.startswith(f"{ASSIGNMENT} cannot be graded, its material is wrong: ")


def test_a_lost_lease_ends_its_worker(grader: Grader, database: Database, course: Course, tmp_path: Path) -> None:
    """Work whose lease somebody took back is ended, and its late end changes nothing."""
    mark = tmp_path / "pid"
    sent = hand_in(database, course, "anna", f"hang {mark}".encode())
    taken: list[int] = []

    def look() -> bool:
        if mark.exists() and mark.read_text() and not taken:
            taken.append(queue.release(database, "me", "taken back"))
            with database.write() as db:  # nobody shall lease it again
                db.query(Job).update({"state": "cancelled"})
        return bool(taken) and not grader.loop._works

    grader.run_until(look)
    assert taken == [1]
    await_that(lambda: not Path(f"/proc/{mark.read_text()}").exists(), "the worker's end")
    assert results(database, sent) == []


def test_stopping_gives_back_without_a_strike(grader: Grader, database: Database, course: Course, tmp_path: Path) -> None:
    """What does not end within the grace time goes back to the queue as if nothing had happened."""
    mark = tmp_path / "pid"
    sent = hand_in(database, course, "anna", f"hang {mark}".encode())
    grader.run_until(lambda: mark.exists() and mark.read_text())
    assert job_states(database) == {sent: "queued"}
    assert strikes(database, sent) == 0
    await_that(lambda: not Path(f"/proc/{mark.read_text()}").exists(), "the worker's end")


def test_stopping_finishes_what_ends_within_the_grace_time(
    grader: Grader, database: Database, course: Course, tmp_path: Path
) -> None:
    """A submission that is nearly graded is finished; one that waits is not begun."""
    first = hand_in(database, course, "anna", f"until {tmp_path / 'go'}".encode())
    later: list[str] = []

    def look() -> bool:
        if "leased" in job_states(database).values() and not later:
            grader.loop.stop(PATIENCE)
            later.append(hand_in(database, course, "ben", b"ok"))
            (tmp_path / "go").touch()
        return bool(later)

    grader.run_until(look, grace=PATIENCE)
    assert results(database, first) == [("graded", 2.0)]
    assert job_states(database)[later[0]] == "queued"


def test_a_database_that_refuses_for_a_while_costs_nothing(
    grader: Grader, database: Database, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outcome that cannot be stored is kept and stored when the database is back; the work is not done twice."""
    sent = hand_in(database, course, "anna", b"ok")
    finish, refusals = queue.finish, iter(range(3))

    def refusing(*given: Any) -> bool:
        if next(refusals, None) is not None:
            raise InfrastructureError("database: disk is full")
        return finish(*given)

    monkeypatch.setattr(queue, "finish", refusing)
    grader.run_until(lambda: ended(database))
    assert results(database, sent) == [("graded", 2.0)]
    with database.read() as db:
        job = db.scalars(select(Job)).one()
    assert (job.lease, job.strikes) == (1, 0)


def test_a_check_mended_during_a_grading_counts(grader: Grader, database: Database, course: Course, tmp_path: Path) -> None:
    """A grading that began with the old material does not count: it is given back and graded with the new, without a strike."""
    sent = hand_in(database, course, "anna", f"until {tmp_path / 'go'}".encode())
    check = next(course.checks(course.assignments[0]).glob("*.py"))

    def look() -> bool:
        if "leased" in job_states(database).values() and not (tmp_path / "go").exists():
            check.write_text(check.read_text() + "\n")
            (tmp_path / "go").touch()
        return ended(database)

    grader.run_until(look)
    assert results(database, sent) == [("graded", 2.0)]
    with database.read() as db:
        job = db.scalars(select(Job)).one()
    assert (job.lease, job.strikes) == (2, 0)


def test_a_lost_slot_ends_the_grader_and_not_the_submission(
    grader: Grader, database: Database, course: Course, tmp_path: Path
) -> None:
    """When a sandbox is lost for good, the grader says so and ends, and its jobs go back without a strike."""
    sent = hand_in(database, course, "anna", f"hang {tmp_path / 'pid'}".encode())

    def look() -> bool:
        if (tmp_path / "pid").exists():
            grader.lost = "its fork server ended"
        return False

    with pytest.raises(InfrastructureError, match="its fork server ended"):
        grader.run_until(look)
    assert job_states(database) == {sent: "queued"}
    assert strikes(database, sent) == 0


def test_a_full_disk_waits_and_strikes_nobody(
    grader: Grader, database: Database, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While no notebook can be written, jobs go back to the queue; they are graded when there is room, without a strike."""
    monkeypatch.setattr(grader_loop, "_LONGEST_PAUSE", 0.3)
    write, refusals = Path.write_bytes, iter(range(3))

    def full(path: Path, data: bytes) -> int:
        if next(refusals, None) is not None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    sent = hand_in(database, course, "anna", b"ok")
    grader.run_until(lambda: ended(database))
    assert results(database, sent) == [("graded", 2.0)]
    assert strikes(database, sent) == 0


def test_failures_in_a_row_slow_the_grader_down(
    grader: Grader, database: Database, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine on which everything fails does not strike out a whole class within seconds; one success ends that."""
    pauses: list[float] = []
    monkeypatch.setattr(grader_loop, "_LONGEST_PAUSE", 0.2)
    for student in STUDENTS:
        hand_in(database, course, student, b"die")

    def look() -> bool:
        pauses.append(grader.loop._resume_at - time.monotonic())
        return ended(database)

    grader.run_until(look)
    assert max(pauses) > 0.0
    assert grader.loop._strikes_in_a_row == 3 * len(STUDENTS)
    hand_in(database, course, "anna", b"ok")
    again = Grader(course, database, grader.loop._folder)
    again.loop._strikes_in_a_row = 5
    with again.pool:
        again.run_until(lambda: ended(database))
    assert again.loop._strikes_in_a_row == 0


def test_a_database_that_is_killed_while_it_grades(tmp_path: Path, postgres: PostgreSQL, bare_postgres_url: str) -> None:
    """``kill -9`` of PostgreSQL between lease and result: what was graded meanwhile is stored when it is back, once."""
    course = tiny_course(tmp_path / "course", bare_postgres_url)
    database = open_database(course)
    enrol(database)
    sent = [hand_in(database, course, student, f"until {tmp_path / 'go'}".encode()) for student in STUDENTS[:2]]
    (tmp_path / "jobs").mkdir()
    grader = Grader(course, database, tmp_path / "jobs")
    done: list[str] = []

    def look() -> bool:
        if not done and list(job_states(database).values()) == ["leased"] * 2:
            postgres.kill()
            (tmp_path / "go").touch()
            done.append("killed")
        elif done == ["killed"] and all(work.end is not None for work in grader.loop._works):
            postgres.start()
            done.append("started")
        return len(done) == 2 and ended(database)

    with grader.pool:
        grader.run_until(look)
    assert [results(database, one) for one in sent] == [[("graded", 2.0)]] * 2
    assert [strikes(database, one) for one in sent] == [0, 0]
    database.close()
