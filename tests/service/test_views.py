"""What people are shown of their submissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.feedback import report
from autograder.service import views, words
from autograder.service.database import Database
from autograder.service.queue import REGRADE, beat, enqueue, lease, strike
from autograder.service.tables import Job, Result, Worker, now
from autograder.service.views import SubmissionStatus
from tests.service.seed import a_grade, grade_next, graded, hand_in


def status(database: Database, course: Course, submission: str) -> SubmissionStatus:
    with database.read() as db:
        return views.status_of(db, course, submission)


def positions(database: Database, course: Course, *submissions: str) -> list[int | None]:
    with database.read() as db:
        return [found.position for found in views.statuses_of(db, course, submissions)]


def worker(database: Database, slots: int = 1, **values: object) -> None:
    with database.write() as db:
        db.add(Worker(**{"id": "w1", "host": "here", "pid": 1, "slots": slots, "state": "ready"} | values))


@contextmanager
def queries(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_fresh_submission_waits(course: Course, database: Database) -> None:
    """What was just handed in is first in an empty queue, without result or estimate."""
    found = status(database, course, hand_in(database, course, "anna"))
    assert (found.state, found.phase, found.position, found.estimate_seconds) == ("queued", "", 1, None)
    assert (found.student, found.assignment, found.title, found.attempt, found.late) == ("anna", "first", "First", 1, False)
    assert (found.score, found.max_score, found.grade_status, found.message) == (None, None, None, "")


def test_places_are_those_in_which_jobs_are_taken(course: Course, database: Database) -> None:
    """Another student's first submission comes before one's second, and regrades come last: as the queue leases them."""
    old = graded(database, course, a_grade("ben"))
    with database.write() as db:
        enqueue(db, old, priority=REGRADE)
    first, second, other = (hand_in(database, course, student) for student in ("anna", "anna", "ben"))
    assert positions(database, course, first, second, other) == [1, 3, 2]
    taken = []
    while held := lease(database, "w1"):
        taken.append(held.submission)
    assert taken == [first, other, second, old]


def test_places_follow_the_queue(course: Course, database: Database) -> None:
    """Places are those of this moment, whatever was asked before."""
    ids = [hand_in(database, course, student, assignment) for student in ("anna", "ben") for assignment in ("first", "second")]
    assert sorted(filter(None, positions(database, course, *ids))) == [1, 2, 3, 4]
    first = grade_next(database, a_grade("anna"))
    assert positions(database, course, first) == [None]
    assert sorted(filter(None, positions(database, course, *ids))) == [1, 2, 3]


def test_progress_is_told(course: Course, database: Database) -> None:
    """A leased job tells its phase and cell, and has no place any more."""
    submission = hand_in(database, course, "anna")
    held = lease(database, "w1")
    assert held is not None
    assert status(database, course, submission).state == "running"
    beat(database, held, "running", 3, 12)
    found = status(database, course, submission)
    assert (found.phase, found.step, found.steps, found.position) == ("running", 3, 12, None)


def test_a_result_is_told(course: Course, database: Database) -> None:
    """A graded submission has its points, and words for what is not final."""
    found = status(database, course, graded(database, course, a_grade("anna", ["stride"])))
    assert (found.state, found.score, found.max_score, found.grade_status) == ("graded", 8.0, 12.0, "needs_manual")
    assert found.message == report.verdict(a_grade("anna", ["stride"]))
    assert (found.position, found.estimate_seconds, found.phase) == (None, None, "")


def test_what_the_machine_failed_is_no_zero(course: Course, database: Database) -> None:
    """After three failures there are no points but the promise that the attempt was given back."""
    submission = hand_in(database, course, "anna")
    for _ in range(3):
        held = lease(database, "w1")
        assert held is not None
        strike(database, held, "secret/path: out of memory")
    found = status(database, course, submission)
    assert (found.state, found.score, found.message) == ("not_gradable", None, words.ATTEMPTS_BACK)


def test_nothing_for_the_instructor_is_told(course: Course, database: Database) -> None:
    """What broke in a check is not in the student's message."""
    grade = a_grade("anna", broken=["stride"])
    submission = graded(database, course, grade, problems="Traceback: expected HIDDEN")
    assert "HIDDEN" not in str(status(database, course, submission))
    assert "still open" in status(database, course, submission).message


def test_estimates_come_from_the_last_gradings(course: Course, database: Database) -> None:
    """An estimate is the usual time for all that comes before and for itself; without a worker there is none."""
    graded(database, course, a_grade("ben"))  # takes 1.5 s
    first, second, third = (hand_in(database, course, "anna") for _ in range(3))
    assert status(database, course, first).estimate_seconds is None
    worker(database)
    assert [status(database, course, one).estimate_seconds for one in (first, second, third)] == [1.5, 3.0, 4.5]
    lease(database, "w1")
    assert status(database, course, second).estimate_seconds == pytest.approx(3.0)
    assert status(database, course, first).estimate_seconds == pytest.approx(1.0, abs=0.5)


def test_more_slots_are_quicker(course: Course, database: Database) -> None:
    """Free slots take the next jobs at once."""
    graded(database, course, a_grade("ben"))
    worker(database, slots=2)
    ids = [hand_in(database, course, "anna") for _ in range(5)]
    assert [status(database, course, one).estimate_seconds for one in ids] == [1.5, 1.5, 3.0, 3.0, 4.5]


@pytest.mark.parametrize("values", [{"state": "stopping"}, {"state": "gone"}, {"seen_at": now() - timedelta(hours=1)}])
def test_silent_workers_do_not_count(course: Course, database: Database, values: dict[str, object]) -> None:
    """Nobody is promised a time by a worker that stopped or fell silent."""
    graded(database, course, a_grade("ben"))
    worker(database, **values)
    assert status(database, course, hand_in(database, course, "anna")).estimate_seconds is None


def test_the_newest_gradings_count_most(course: Course, database: Database) -> None:
    """The usual time is the median of the last fifty, of this assignment alone."""
    for seconds in [100.0] * 3 + [7.0] * 5:
        submission = graded(database, course, a_grade("ben"))
        with database.write() as db:
            db.execute(update(Result).where(Result.submission_id == submission).values(seconds=seconds))
    worker(database)
    assert status(database, course, hand_in(database, course, "anna")).estimate_seconds == 7.0
    assert status(database, course, hand_in(database, course, "ben", "second")).estimate_seconds is None


def test_lists_keep_their_order(course: Course, database: Database) -> None:
    """Statuses come in the order of the ids; what does not exist is left out, and asked for alone is an error."""
    first, second = hand_in(database, course, "anna"), hand_in(database, course, "ben")
    with database.read() as db:
        found = views.statuses_of(db, course, [second, "0" * 16, first])
        assert [one.id for one in found] == [second, first]
        with pytest.raises(LookupError):
            views.status_of(db, course, "0" * 16)


def test_history_is_newest_first(course: Course, database: Database) -> None:
    """A student's history holds their own submissions for that assignment."""
    ids = [graded(database, course, a_grade("anna")) for _ in range(3)]
    graded(database, course, a_grade("ben"))
    hand_in(database, course, "anna", "second")
    with database.read() as db:
        found = views.history(db, course, "anna", "first")
    assert [(one.id, one.attempt) for one in found] == [(ids[2], 3), (ids[1], 2), (ids[0], 1)]


def test_lists_cost_few_queries(course: Course, database: Database) -> None:
    """Twenty submissions are read with as many queries as two, those with words to tell and those that wait among them."""
    worker(database)

    def count() -> int:
        with database.read() as db, queries(database) as sent:
            views.history(db, course, "anna", "first")
        return len(sent)

    def more(number: int) -> None:
        for _ in range(number):
            graded(database, course, a_grade("anna"))
        for _ in range(number):
            hand_in(database, course, "anna")
        count()  # the queue has changed, which costs once

    more(1)
    few = count()
    while lease(database, "w1"):
        pass
    with database.write() as db:
        db.execute(update(Job).values(state="done"))
    more(9)
    assert count() == few
    assert few <= 8


def test_attempts_are_counted(course: Course, database: Database) -> None:
    """What was sent is told beside what is left; without a limit nothing is."""
    hand_in(database, course, "anna", "second")
    with database.read() as db:
        first, second = (views.attempts(db, assignment, "anna") for assignment in course.assignments)
    assert (first.sent, first.allowed, first.left) == (0, None, None)
    assert (second.sent, second.allowed, second.left) == (1, 3, 2)


def test_a_damaged_grade_is_named(course: Course, database: Database) -> None:
    """A result whose bytes are no grade is the machine's failure, not the student's."""
    submission = graded(database, course, a_grade("anna"))
    with database.write() as db:
        db.execute(update(Result).values(grade=b"{"))
    with database.read() as db:
        found = views.result_of(db, submission)
        assert found is not None
        with pytest.raises(InfrastructureError, match="restore a backup"):
            views.grade_of(found)
