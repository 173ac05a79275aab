"""Whatever a student is called, and whatever stands beside a submission, files stay in their folder and times are times."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.grading.submissions import check_student, find_submissions
from tests.fuzz import strategies
from tests.fuzz.cases import count, fuzz

names = st.one_of(strategies.texts, st.text(st.sampled_from("ab./\\ '\"<>\u202e\0é-"), max_size=12))
times = st.datetimes().map(lambda when: f"{when} UTC".encode())
stamps = st.one_of(st.binary(max_size=40), times, st.sampled_from([b"9999-12-31T23:59:59-23:59", b"0001-01-01T00:00:00+23:59"]))


def is_id(student: str) -> bool:
    try:
        check_student(student)
    except UsageError:
        return False
    return True


@fuzz(1000, student=names)
def test_any_student_id_stays_in_its_folder(student: str) -> None:
    """An id is refused, or names one folder below ``submitted/``."""
    course = Course(name="Course", course_id="c", assignments=[Assignment(name="lab")], root=Path("/course"))
    if is_id(student):
        folder = course.submitted(course.assignments[0], student).parents[1]
        assert folder.parent == Path("/course/submitted")
        assert folder.name == student
        folder.as_posix().encode()
    count("student ids")


@fuzz(500, raw=stamps)
def test_any_timestamp_file(tmp_path: Path, raw: bytes) -> None:
    """The time beside a submission is read, or counts as none."""
    course = Course(name="Course", course_id="c", assignments=[Assignment(name="lab")], root=tmp_path)
    path = course.submitted(course.assignments[0], "ann")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    (path.parent / "timestamp.txt").write_bytes(raw)
    [found] = find_submissions(course, course.assignments[0])
    assert found.submitted_at is None or found.submitted_at.utcoffset() is not None
    count("timestamps")
