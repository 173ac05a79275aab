"""The sweeper: silent workers lose their jobs, by one monotonic clock; no jump of any other clock matters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autograder.course import Course
from autograder.service import queue, submit, tables
from autograder.service.database import Database
from autograder.service.queue import STRIKES, Sweeper, beat, finish
from tests.service.work import job_of, outcome, published, send, state_of, taken


def test_a_silent_worker_loses_its_job(database: Database, course: Course) -> None:
    """After the patience without a beat the job waits again, with one strike; not before."""
    submission = send(database, course, "anna")
    held = taken(database)
    sweeper = Sweeper(database, 60)
    assert [sweeper.sweep(clock) for clock in (1000, 1020, 1040, 1055)] == [0, 0, 0, 0]
    assert sweeper.sweep(1061) == 1
    assert state_of(database, submission.id) == "queued"
    assert job_of(database, submission.id).strikes == 1
    assert not finish(database, held, outcome())


def test_a_beating_worker_keeps_its_job(database: Database, course: Course) -> None:
    """However long grading takes, a beat within the patience keeps the lease."""
    submission = send(database, course, "anna")
    held = taken(database)
    sweeper = Sweeper(database, 60)
    for clock in range(0, 1000, 40):
        assert beat(database, held)
        assert sweeper.sweep(clock) == 0
    assert finish(database, held, outcome(2.0))
    assert published(database, submission.id) == [2.0]


def test_only_the_silent_one_is_swept(database: Database, course: Course) -> None:
    """Of two workers the silent one loses its job, the other keeps it."""
    silent, alive = (send(database, course, student).id for student in ("anna", "ben"))
    taken(database, "silent")
    held = taken(database, "alive")
    sweeper = Sweeper(database, 30)
    swept = 0
    for clock in range(0, 45, 5):
        beat(database, held)
        swept += sweeper.sweep(clock)
    assert swept == 1
    assert (state_of(database, silent), state_of(database, alive)) == ("queued", "running")


def test_several_sweepers_strike_once(database: Database, course: Course) -> None:
    """Three sweepers that find the same lost lease give one strike."""
    submission = send(database, course, "anna")
    taken(database)
    sweepers = [Sweeper(database, 30) for _ in range(3)]
    swept = [sweeper.sweep(clock) for clock in range(0, 40, 5) for sweeper in sweepers]
    assert sum(swept) == 1
    assert job_of(database, submission.id).strikes == 1


def test_a_standstill_strikes_nobody(database: Database, course: Course) -> None:
    """Where the sweeper, the database or the whole machine stood still for an hour, workers get time to beat first."""
    submission = send(database, course, "anna")
    held = taken(database)
    sweeper = Sweeper(database, 60)
    assert sweeper.sweep(0) == 0
    assert sweeper.sweep(3600) == 0
    assert beat(database, held)
    assert [sweeper.sweep(clock) for clock in (3610, 7200)] == [0, 0]
    assert job_of(database, submission.id).strikes == 0


def test_a_new_lease_starts_anew(database: Database, course: Course) -> None:
    """The silence of a job's earlier worker is not held against the next one."""
    submission = send(database, course, "anna")
    sweeper = Sweeper(database, 30)
    for strikes in range(1, STRIKES + 1):
        taken(database)
        start = strikes * 1000
        swept = [sweeper.sweep(start + clock) for clock in range(0, 40, 5)]
        assert sum(swept) == 1
        assert swept[:6] == [0] * 6
        assert job_of(database, submission.id).strikes == strikes
    assert state_of(database, submission.id) == "not_gradable"


@pytest.mark.parametrize("days", [1, -1])
def test_a_jump_of_the_wall_clock_changes_nothing(
    database: Database, course: Course, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wall clock that jumps by a day while leases are held neither loses a job nor keeps a lost one."""
    kept, lost = (send(database, course, student).id for student in ("anna", "ben"))
    held = taken(database, "alive")
    taken(database, "dead")
    sweeper = Sweeper(database, 60)
    assert sweeper.sweep() == 0
    real = tables.now
    for module in (queue, submit):
        monkeypatch.setattr(module, "now", lambda: real() + timedelta(days=days))
    assert [sweeper.sweep() for _ in range(3)] == [0, 0, 0]  # by the clock of this machine hardly any time has passed
    start = sweeper._swept
    assert start is not None
    swept = 0
    for seconds in range(0, 80, 10):
        assert beat(database, held)
        swept += sweeper.sweep(start + seconds)
    assert swept == 1
    assert (state_of(database, kept), state_of(database, lost)) == ("running", "queued")
    assert finish(database, held, outcome(3.0))
    assert published(database, kept) == [3.0]
    assert taken(database).submission == lost
    assert send(database, course, "ben").attempt == 2
