"""Taking a submission: durable before it is acknowledged, once for each key, within the limits, in any rush."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.service import submit as module
from autograder.service.database import Database, read_content
from autograder.service.queue import STRIKES, strike
from autograder.service.submit import Refused, attempts_left
from autograder.service.tables import Content, Job, Person, Submission
from tests.service.work import send, taken


def count(database: Database, table: type) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_acknowledged_is_stored(database: Database, course: Course) -> None:
    """When submit returns, another program's connection finds file, archive, row and job."""
    sent = send(
        database, course, "anna", notebook=b"nb", archive=b"zip", file_name="my work.ipynb", origin="ci", sent_by="robot"
    )
    other = Database(database.url.render_as_string(hide_password=False))
    with other.read() as db:
        found = db.get_one(Submission, sent.id)
        assert read_content(db, found.content) == b"nb"
        assert found.archive is not None
        assert read_content(db, found.archive) == b"zip"
        assert (found.file_name, found.origin, found.sent_by) == ("my work.ipynb", "ci", "robot")
        assert (found.person_id, found.attempt, found.state) == ("anna", 1, "queued")
        assert db.scalars(select(Job.submission_id)).one() == sent.id
    other.close()


def test_attempts_are_numbered_for_each_student_and_assignment(database: Database, course: Course) -> None:
    """Attempts are 1, 2, … of one student for one assignment."""
    sent = [
        send(database, course, *whose) for whose in (("anna", "first"), ("anna", "first"), ("ben", "first"), ("anna", "second"))
    ]
    assert [each.attempt for each in sent] == [1, 2, 1, 1]


def test_equal_files_of_two_students_are_two_submissions(database: Database, course: Course) -> None:
    """The same bytes are stored once and are two submissions."""
    sent = [send(database, course, student, notebook=b"copied") for student in ("anna", "ben")]
    assert sent[0].id != sent[1].id
    assert (count(database, Content), count(database, Submission)) == (1, 2)


def test_the_same_key_and_bytes_are_the_same_submission(database: Database, course: Course) -> None:
    """A repeated request gives the first submission again, graded or not, and queues nothing."""
    first = send(database, course, "anna", notebook=b"nb", key="k")
    again = send(database, course, "anna", notebook=b"nb", key="k")
    assert again.id == first.id
    assert (count(database, Submission), count(database, Job)) == (1, 1)
    assert send(database, course, "ben", notebook=b"nb", key="k").id != first.id  # keys are each student's own


def test_a_repeated_request_is_answered_when_no_attempt_is_left(database: Database, course: Course) -> None:
    """The answer to a repeated request does not depend on limits: it was taken before."""
    sent = [send(database, course, "anna", "second", notebook=b"%d" % number, key=f"k{number}") for number in range(3)]
    assert send(database, course, "anna", "second", notebook=b"1", key="k1").id == sent[1].id


@pytest.mark.parametrize(
    "changed",
    [{"notebook": b"other"}, {"archive": b"zip"}, {"assignment": "second"}],
    ids=["notebook", "archive", "assignment"],
)
def test_a_key_with_other_content_is_refused(database: Database, course: Course, changed: dict[str, object]) -> None:
    """A key that was used for something else is refused, and nothing is stored."""
    send(database, course, "anna", notebook=b"nb", key="k")
    with pytest.raises(Refused) as refused:
        send(database, course, "anna", **{"notebook": b"nb", "key": "k"} | changed)
    assert refused.value.why == "key_taken"
    assert (count(database, Submission), count(database, Content)) == (1, 1)


def test_the_same_key_from_eight_threads_is_one_submission(database: Database, course: Course) -> None:
    """A client that repeats its request eight times at once gets one submission eight times."""
    together = threading.Barrier(8)

    def one(_: int) -> str:
        together.wait(30)
        return send(database, course, "anna", notebook=b"nb", key="k").id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1
    assert (count(database, Submission), count(database, Job)) == (1, 1)


def test_attempts_hold_in_a_rush(database: Database, course: Course) -> None:
    """Of eight submissions at once exactly the three that the assignment takes are stored, as attempts 1, 2 and 3."""
    together = threading.Barrier(8)

    def one(_: int) -> int | str:
        together.wait(30)
        try:
            return send(database, course, "anna", "second").attempt
        except Refused as refused:
            return refused.why

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(one, range(8)))
    assert sorted(got, key=str) == [1, 2, 3] + ["no_attempts"] * 5
    assert (count(database, Submission), count(database, Job), count(database, Content)) == (3, 3, 3)


def test_attempts_left_are_counted_down(database: Database, course: Course) -> None:
    """The number that a student is told goes 3, 2, 1, 0; without a limit it is none at all."""
    told = []
    for _ in range(4):
        with database.read() as db:
            told.append(attempts_left(db, course.assignment("second"), "anna"))
            assert attempts_left(db, course.assignment("first"), "anna") is None
        if told[-1]:
            send(database, course, "anna", "second")
    assert told == [3, 2, 1, 0]
    with pytest.raises(Refused, match="can be submitted 3 times") as refused:
        send(database, course, "anna", "second")
    assert refused.value.retry_after is None


def test_an_attempt_that_the_machine_failed_is_given_back(database: Database, course: Course) -> None:
    """A submission that is not gradable counts neither as an attempt nor for the hourly limit."""
    course = replace(course, service=replace(course.service, per_hour=3))
    for _ in range(3):
        send(database, course, "anna", "second")
    for _ in range(STRIKES):
        strike(database, taken(database), "no disk")
    with database.read() as db:
        assert attempts_left(db, course.assignment("second"), "anna") == 1
    assert send(database, course, "anna", "second").attempt == 4


def test_too_many_within_an_hour_wait(database: Database, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third within an hour is refused with the time to wait; after that time it is taken. Others are not held up."""
    course = replace(course, service=replace(course.service, per_hour=2))
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    clock = [start]
    monkeypatch.setattr(module, "now", lambda: clock[0])
    for minutes in (0, 20):
        clock[0] = start + timedelta(minutes=minutes)
        send(database, course, "anna")
    clock[0] = start + timedelta(minutes=30)
    with pytest.raises(Refused) as refused:
        send(database, course, "anna")
    wait = refused.value.retry_after
    assert refused.value.why == "too_often"
    assert wait is not None
    assert 30 * 60 <= wait <= 30 * 60 + 2
    send(database, course, "ben")
    clock[0] += timedelta(seconds=wait)
    assert send(database, course, "anna").attempt == 3


def test_a_clock_that_was_wrong_locks_nobody_out(database: Database, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Submissions that were received "tomorrow", before the clock was set right, do not count for this hour."""
    course = replace(course, service=replace(course.service, per_hour=2))
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    clock = [start + timedelta(days=1)]
    monkeypatch.setattr(module, "now", lambda: clock[0])
    for _ in range(2):
        send(database, course, "anna")
    clock[0] = start
    assert send(database, course, "anna").attempt == 3


def test_late_is_marked_by_the_moment_of_arrival(database: Database, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission at the due date is in time, one a second later is late; without a date nothing is."""
    due = datetime(2026, 3, 1, 12, tzinfo=UTC)
    course = replace(course, assignments=(Assignment(name="first", due=due), Assignment(name="second")))
    late = []
    for seconds, name in ((0, "first"), (1, "first"), (1, "second")):
        monkeypatch.setattr(module, "now", lambda seconds=seconds: due + timedelta(seconds=seconds))
        late.append(send(database, course, "anna", name).late)
    assert late == [False, True, False]


def test_strangers_and_unknown_assignments_are_refused(database: Database, course: Course) -> None:
    """Nothing is stored for somebody who is not in the course, or for an assignment that does not exist."""
    with pytest.raises(Refused) as refused:
        send(database, course, "mallory")
    assert refused.value.why == "unknown_student"
    with pytest.raises(UsageError, match="did you mean 'first'"):
        send(database, course, "anna", "frist")
    assert (count(database, Submission), count(database, Content)) == (0, 0)


def test_two_students_do_not_wait_for_each_other(database: Database, course: Course) -> None:
    """Twenty students at once, five submissions each: all are taken, with attempts 1 to 5."""
    names = [f"student{number}" for number in range(20)]
    with database.write() as db:
        db.add_all(Person(id=name, role="student") for name in names)
    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda name: send(database, course, name), names * 5))
    for name in names:
        assert sorted(each.attempt for each in sent if each.person_id == name) == [1, 2, 3, 4, 5]
    assert count(database, Job) == 100


def test_no_limit_is_no_limit(database: Database, course: Course) -> None:
    """per_hour=0 takes any number."""
    course = replace(course, service=replace(course.service, per_hour=0))
    assert [send(database, course, "anna").attempt for _ in range(5)] == [1, 2, 3, 4, 5]
