"""A process is killed (-9) at each step of a submission's life: no submission is lost, none gets two results.

A child process does the step, reports by a pipe where it stands, and is killed there.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import event, func, select

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import beat, finish, lease, release
from autograder.service.tables import Result, Submission
from tests.service.work import job_of, outcome, published, send, state_of, taken

Step = Callable[[Database, Course], object]


def killed(database: Database, course: Course, step: Step, *, before_commit: bool) -> None:
    """Let a child process do ``step`` and kill it: when all is written but nothing committed, or when the step is done."""
    ours, childs = multiprocessing.Pipe()
    fork = multiprocessing.get_context("fork")
    url = database.url.render_as_string(hide_password=False)
    child = fork.Process(target=_child, args=(url, course, step, before_commit, childs))
    child.start()
    assert ours.poll(30), "the child does not reach its step"
    assert ours.recv() == "here"
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    ours.close()
    childs.close()


def _child(url: str, course: Course, step: Step, before_commit: bool, pipe: Connection) -> None:
    def stop(_: object = None) -> None:
        pipe.send("here")
        signal.pause()

    database = Database(url)  # its own connections
    if before_commit:
        event.listen(database._writer, "commit", stop)
    step(database, course)
    stop()


def _submit(database: Database, course: Course) -> None:
    send(database, course, "anna", notebook=b"nb", key="k")


def _lease(database: Database, course: Course) -> None:
    taken(database, "child")


def _lease_and_beat(database: Database, course: Course) -> None:
    assert beat(database, taken(database, "child"), "running", 3, 9)


def _graded_once(database: Database, submission: str, *, strikes: int) -> None:
    """Let the supervisor notice the death and another worker grade what is left: one result, and this many strikes."""
    release(database, "child", "killed")
    while held := lease(database, "other"):
        assert held.submission == submission
        assert finish(database, held, outcome(3.0))
    assert published(database, submission) == [3.0]
    assert state_of(database, submission) == "graded"
    assert job_of(database, submission).strikes == strikes
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Result)) == 1


def test_killed_before_a_submission_is_committed(database: Database, course: Course) -> None:
    """Nothing was acknowledged and nothing is there; the database is free at once, and the same request is taken."""
    killed(database, course, _submit, before_commit=True)
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Submission)) == 0
    sent = send(database, course, "anna", notebook=b"nb", key="k")
    assert sent.attempt == 1
    _graded_once(database, sent.id, strikes=0)


def test_killed_before_a_submission_is_acknowledged(database: Database, course: Course) -> None:
    """It was committed but the student never heard: the repeated request finds it, and it is graded once."""
    killed(database, course, _submit, before_commit=False)
    sent = send(database, course, "anna", notebook=b"nb", key="k")
    with database.read() as db:
        assert db.scalars(select(Submission.id)).all() == [sent.id]
    _graded_once(database, sent.id, strikes=0)


def test_killed_before_a_lease_is_committed(database: Database, course: Course) -> None:
    """The job was never leased; it waits, without a strike."""
    sent = send(database, course, "anna")
    killed(database, course, _lease, before_commit=True)
    assert state_of(database, sent.id) == "queued"
    _graded_once(database, sent.id, strikes=0)


@pytest.mark.parametrize("step", [_lease, _lease_and_beat], ids=["leased", "running"])
def test_killed_while_grading(database: Database, course: Course, step: Step) -> None:
    """The job goes back with one strike and is graded by another worker; the dead worker's name holds nothing."""
    sent = send(database, course, "anna")
    killed(database, course, step, before_commit=False)
    assert state_of(database, sent.id) == "running"
    _graded_once(database, sent.id, strikes=1)


def test_killed_before_a_result_is_committed(database: Database, course: Course) -> None:
    """Nothing of the result is there; another worker grades it, and one result is published."""
    sent = send(database, course, "anna")
    held = taken(database, "child")
    killed(database, course, lambda mine, _: finish(mine, held, outcome(3.0)), before_commit=True)
    assert published(database, sent.id) == []
    _graded_once(database, sent.id, strikes=1)


def test_killed_after_a_result_was_stored(database: Database, course: Course) -> None:
    """The result stands; the job is not graded again, and nobody gets a strike."""
    sent = send(database, course, "anna")
    held = taken(database, "child")
    killed(database, course, lambda mine, _: finish(mine, held, outcome(3.0)), before_commit=False)
    _graded_once(database, sent.id, strikes=0)
    assert not finish(database, held, outcome(0.0))


def test_killed_three_times_is_not_gradable(database: Database, course: Course) -> None:
    """A submission under which the grading process dies three times has no result: not gradable, never a zero."""
    sent = send(database, course, "anna")
    for _ in range(3):
        killed(database, course, _lease, before_commit=False)
        release(database, "child", "killed")
    assert state_of(database, sent.id) == "not_gradable"
    assert lease(database, "other") is None
    assert published(database, sent.id) == []
