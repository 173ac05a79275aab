"""Statistics of a class are computed once for each state of its results, and always of those that count."""

from __future__ import annotations

import pytest

from autograder.course import Course
from autograder.service import overview
from autograder.service.database import Database
from autograder.service.overview import ClassResults, class_results
from autograder.service.regrade import publish, start_regrade
from tests.service.seed import FLIPPED, a_grade, grade_next, graded


def results(database: Database) -> ClassResults:
    with database.read() as db:
        return class_results(db, "first")


def test_they_follow_every_change(database: Database, course: Course) -> None:
    """A newer result, one of another student, and a published regrade are seen; otherwise the same object comes back."""
    assert results(database).statistics.students == 0
    graded(database, course, a_grade("anna", {"stride"}))
    first = results(database)
    assert first.statistics.mean == 8
    assert results(database) is first
    graded(database, course, a_grade("anna", {"stride", "size"}, known={"size": FLIPPED}))
    assert (results(database).statistics.students, results(database).statistics.mean) == (1, 7)
    regrade = start_regrade(database, "first", "ina", "")
    newest = graded_next = grade_next(database, a_grade("anna"))
    assert results(database).statistics.mean == 7
    publish(database, regrade.id)
    assert results(database).statistics.mean == 10
    assert list(results(database).grades) == [newest] == [graded_next]


def test_only_students_count(database: Database, course: Course) -> None:
    """What an instructor hands in to try is no part of the class."""
    graded(database, course, a_grade("ina"))
    graded(database, course, a_grade("ben", {"asymmetric"}, known={"asymmetric": FLIPPED}))
    found = results(database)
    assert found.statistics.students == 1
    assert found.recognised == {"flipped_kernel": frozenset(found.grades)}


def test_decoding_is_not_repeated(database: Database, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each grade is decoded once, however many pages are shown and whoever gets a result between them."""
    decoded: list[int] = []
    plain = overview.grade_of
    monkeypatch.setattr(overview, "grade_of", lambda result: decoded.append(result.id) or plain(result))
    graded(database, course, a_grade("anna"))
    results(database)
    results(database)
    assert len(decoded) == 1
    graded(database, course, a_grade("ben", {"stride"}))
    assert results(database).statistics.mean == 9
    assert len(decoded) == 2
    graded(database, course, a_grade("anna", {"stride"}))
    assert results(database).statistics.mean == 8
    assert len(decoded) == len(set(decoded)) == 3


def test_many_results_are_read_in_parts(database: Database, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """More results than one statement reads are all there, each with its own submission."""
    monkeypatch.setattr(overview, "_AT_ONCE", 1)
    submissions = {graded(database, course, a_grade(name)): name for name in ("anna", "ben")}
    assert {submission: grade.student for submission, grade in results(database).grades.items()} == submissions
