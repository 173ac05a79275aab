"""Submissions are found in nbgrader's layout, and a student id can never name a path elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.grading.submissions import check_student, find_submissions


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(name="Test", course_id="test", assignments=(Assignment(name="a1"),), root=tmp_path)


def hand_in(course: Course, student: str, timestamp: str = "") -> None:
    path = course.submitted(course.assignments[0], student)
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    if timestamp:
        (path.parent / "timestamp.txt").write_text(timestamp)


def test_everyone_is_found_in_order_with_umlauts_and_spaces(course: Course) -> None:
    for student in ("zoë", "jörg müller", "anna"):
        hand_in(course, student)
    assert [s.student for s in find_submissions(course, course.assignments[0])] == ["anna", "jörg müller", "zoë"]


def test_a_student_without_a_submission_is_refused_with_the_nearest_name(course: Course) -> None:
    hand_in(course, "anna_meier")
    with pytest.raises(UsageError, match="anna_meier"):
        find_submissions(course, course.assignments[0], ["ana_meier"])


@pytest.mark.parametrize(
    "student", ["../x", "a/b", "a\\b", "", " ", ".hidden", "..", "a\nb", "a\x00", "a\u202eb", "x" * 101, " a"]
)
def test_an_id_that_is_a_path_or_garbles_a_page_is_refused(student: str) -> None:
    with pytest.raises(UsageError, match="student id"):
        check_student(student)


@pytest.mark.parametrize(
    ("text", "known"), [("2026-01-31 12:00:00.5 UTC", True), ("2026-01-31T12:00:00+01:00", True), ("yesterday", False)]
)
def test_timestamps_are_read_where_they_can_be(course: Course, text: str, known: bool) -> None:
    hand_in(course, "anna", text)
    [found] = find_submissions(course, course.assignments[0])
    assert (found.submitted_at is not None) is known
    assert found.submitted_at is None or found.submitted_at.tzinfo is not None
