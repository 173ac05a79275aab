"""What the pages of submissions show is made once for all who look, and anew only where it has changed."""

from __future__ import annotations

from sqlalchemy import update

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import beat, lease
from autograder.service.tables import Result
from autograder.service.views import status_of
from autograder.service.web import shown
from tests.service import seed


def said(database: Database, course: Course, submission: str) -> str:
    with database.read() as db:
        return shown.said(status_of(db, course, submission))


def test_what_looks_the_same_is_not_made_again(course: Course, database: Database) -> None:
    """Of two open pages only the one whose submission got on is made anew."""
    done = seed.graded(database, course, seed.a_grade("ben"))
    mine = seed.hand_in(database, course, "anna")
    loader = shown._Loader(course, database)
    both = frozenset((done, mine))
    before, again = loader.load(both), loader.load(both)
    assert before[mine] is again[mine]
    held = lease(database, "w1")
    assert held is not None
    assert beat(database, held, "running", 1, 5)
    after = loader.load(both)
    assert after[done] is before[done]
    assert "cell 1 of 5" in after[mine].html
    assert loader.load(frozenset((done, "unknown"))).keys() == {done}


def test_a_damaged_result_silences_only_its_own_page(course: Course, database: Database) -> None:
    """Everybody else goes on hearing."""
    broken, whole = (seed.graded(database, course, seed.a_grade(student)) for student in ("anna", "ben"))
    with database.write() as db:
        db.execute(update(Result).where(Result.submission_id == broken).values(grade=b"{"))
        db.execute(update(Result).values(status="graded"))
    assert shown._Loader(course, database).load(frozenset((broken, whole))).keys() == {whole}


def test_the_state_is_one_sentence(course: Course, database: Database) -> None:
    """It stays the same from cell to cell, so that a screen reader is not interrupted twenty times."""
    mine = seed.hand_in(database, course, "anna")
    assert said(database, course, mine) == "Waits for its turn. You are next."
    held = lease(database, "w1")
    assert held is not None
    assert said(database, course, mine) == "Reading your notebook"
    heard = set()
    for cell in (1, 2):
        beat(database, held, "running", cell, 5)
        heard.add(said(database, course, mine))
    assert heard == {"Running your cells"}
    done = seed.graded(database, course, seed.a_grade("ben"))
    assert said(database, course, done) == "Graded: 10 of 12 points."
