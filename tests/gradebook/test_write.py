"""Recording grades."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from autograder.course import Assignment, Course
from autograder.errors import InfrastructureError, UsageError
from autograder.grade import Finding, Grade
from autograder.gradebook.write import ensure_assignment, read_scores, record

Grades = Callable[..., Grade]
NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


def rows(gradebook: Any, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    """Automatic score, manual score and "needs manual grading" per grade id."""
    submitted = gradebook.find_submission_notebook("sums", "sums", student)
    return {row.name: (row.auto_score, row.manual_score, row.needs_manual_grade) for row in submitted.grades}


@pytest.fixture
def put(gradebook: Any, course: Course, assignment: Assignment, executed: NotebookNode) -> Callable[..., None]:
    """``put(grade)`` records it with the executed notebook; ``put(grade, time)`` with a time of submission."""

    def call(grade: Grade, when: datetime | None = None, notebook: NotebookNode | None = executed) -> None:
        record(gradebook, course, assignment, grade, notebook, when)

    return call


def test_automatic_scores_are_final_and_written_answers_wait(gradebook: Any, put: Any, grade_of: Grades) -> None:
    """A changed grade+solution code cell has our score and does not wait; a written answer waits for a person."""
    put(grade_of("ada", add=1))
    assert rows(gradebook, "ada") == {"add": (1, None, False), "double": (2, None, False), "explain": (None, None, True)}
    submission = gradebook.find_submission("sums", "ada")
    assert (submission.score, submission.max_score, submission.needs_manual_grade) == (3, 9, True)
    assert gradebook.find_submission_notebook("sums", "sums", "ada").failed_tests


def test_untouched_written_answer_counts_zero(gradebook: Any, put: Any, grade_of: Grades) -> None:
    """As in nbgrader, nobody has to grade what nobody wrote; the comment says so."""
    empty = Finding(kind="empty_answer", cell="explain", message="You left this answer empty.")
    put(grade_of("ada", findings=(empty,)))
    assert rows(gradebook, "ada")["explain"] == (0, None, False)
    assert gradebook.find_comment("explain", "sums", "sums", "ada").auto_comment == "You left this answer empty."


def test_failed_checks_become_the_comment(gradebook: Any, put: Any, grade_of: Grades) -> None:
    """The automatic comment names what failed and the next step; a question in order has none."""
    put(grade_of("ada", add=2))
    comment = gradebook.find_comment("add", "sums", "sums", "ada").comment
    assert comment == (
        "2 of 3 checks passed.\n\n- Property 2 of add. `add` returned a wrong value in case 2. Look at the sign."
    )
    assert gradebook.find_comment("double", "sums", "sums", "ada").comment is None
    put(grade_of("ada"))
    assert gradebook.find_comment("add", "sums", "sums", "ada").comment is None


def test_recording_twice_leaves_one_grade(
    gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades
) -> None:
    """The second recording adds no row and does not touch the file."""
    from nbgrader import api

    tables = (api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment)
    put(grade_of("ada"), NOON)
    path = course.autograded(assignment, "ada")

    def state() -> tuple[list[int], Any, tuple[int, int]]:
        counts = [gradebook.db.query(table).count() for table in tables]
        return counts, rows(gradebook, "ada"), (path.stat().st_ino, path.stat().st_mtime_ns)

    before = state()
    put(grade_of("ada"), NOON)
    assert state() == before
    assert before[0] == [1, 1, 1, 3, 3]


class TestPersonsWork:
    """What a person entered stays."""

    @pytest.fixture(autouse=True)
    def _graded_by_hand(self, gradebook: Any, put: Any, grade_of: Grades) -> None:
        put(grade_of("ada", add=1))
        for name, score in (("add", 2.5), ("explain", 4.0)):
            grade = gradebook.find_grade(name, "sums", "sums", "ada")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = score, 0.5, False
            gradebook.find_comment(name, "sums", "sums", "ada").manual_comment = "Well argued."
        gradebook.db.commit()

    def test_regrading_the_same_submission_keeps_it(self, gradebook: Any, put: Any, grade_of: Grades) -> None:
        """Scores, credit and comments stay, and nothing waits again."""
        put(grade_of("ada", add=1))
        assert rows(gradebook, "ada") == {"add": (1, 2.5, False), "double": (2, None, False), "explain": (None, 4, False)}
        grade = gradebook.find_grade("explain", "sums", "sums", "ada")
        assert (grade.score, grade.extra_credit) == (4.5, 0.5)
        assert gradebook.find_comment("add", "sums", "sums", "ada").comment == "Well argued."

    def test_another_automatic_score_asks_for_review(self, gradebook: Any, put: Any, grade_of: Grades) -> None:
        """The person's score counts, but the person sees that the ground under it moved."""
        put(grade_of("ada", add=3))
        assert rows(gradebook, "ada") == {"add": (3, 2.5, True), "double": (2, None, False), "explain": (None, 4, False)}

    def test_another_submission_asks_for_review(self, gradebook: Any, put: Any, grade_of: Grades) -> None:
        """A new submission keeps the person's scores and marks each of them; a regrade of it does not unmark them."""
        for _ in range(2):
            put(grade_of("ada", add=1, digest="d2"))
            assert rows(gradebook, "ada") == {"add": (1, 2.5, True), "double": (2, None, False), "explain": (None, 4, True)}


def test_broken_check_needs_a_person(gradebook: Any, put: Any, grade_of: Grades) -> None:
    """The question whose check broke waits with its score so far; the comment does not repeat the author's error."""
    grade = grade_of("ada", add=2)
    broken = msgspec.structs.replace(grade.questions[0].checks[2], status="error", message="KeyError: 'secret'")
    question = msgspec.structs.replace(grade.questions[0], checks=(*grade.questions[0].checks[:2], broken))
    put(msgspec.structs.replace(grade, status="check_error", questions=(question, *grade.questions[1:]), message="secret"))
    assert rows(gradebook, "ada")["add"] == (2, None, True)
    comment = gradebook.find_comment("add", "sums", "sums", "ada").comment
    assert "could not be run" in comment
    assert "secret" not in comment


def test_unreadable_submission_is_in_the_table(
    gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades
) -> None:
    """It has 0 points, waits for nobody, and a page that says why and can take a person's points."""
    put(grade_of("ada", status="unreadable", questions=(), score=0, message="it is <b>no</b> JSON", digest=""), notebook=None)
    assert rows(gradebook, "ada") == dict.fromkeys(("add", "double", "explain"), (0, None, False))
    shown = nbformat.read(course.autograded(assignment, "ada"), as_version=4)
    assert shown.cells[0].source.endswith("- `This notebook could not be read: it is <b>no</b> JSON`")
    assert [cell.metadata.nbgrader.grade_id for cell in shown.cells[1:]] == ["add", "double", "explain"]
    put(grade_of("ada"))
    assert rows(gradebook, "ada")["explain"] == (None, None, True)


def test_infrastructure_failure_records_nothing(
    gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades
) -> None:
    """What the student did not cause leaves no row and no file."""
    put(grade_of("ada", status="infrastructure", questions=()), NOON)
    assert gradebook.students == []
    assert not course.autograded(assignment, "ada").exists()


class TestTimes:
    """The time of submission, as formgrader compares it."""

    def stamp(self, course: Course, assignment: Assignment) -> Any:
        return course.submitted(assignment, "ada").with_name("timestamp.txt")

    def test_given_time_is_in_file_and_database(
        self, gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades
    ) -> None:
        """Both hold the same time, to the microsecond, in UTC; late seconds follow from it."""
        from nbgrader.utils import parse_utc

        late = datetime(2026, 1, 31, 15, 0, 0, 7, tzinfo=timezone(timedelta(hours=2)))
        put(grade_of("ada"), late)
        submission = gradebook.find_submission("sums", "ada")
        assert submission.timestamp == parse_utc(self.stamp(course, assignment).read_text().strip())
        assert submission.timestamp.replace(tzinfo=UTC) == late
        assert submission.total_seconds_late == pytest.approx(3600.000007)

    @pytest.mark.parametrize("text", ["2026-01-30 12:00:00 UTC", "2026-01-30 12:00:00.000000 UTC\n", "2026-01-30T12:00:00"])
    def test_time_in_the_file_counts(
        self, gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades, text: str
    ) -> None:
        """Without a given time nbgrader's file is read; it is left as it is, also when the same time is given."""
        path = self.stamp(course, assignment)
        path.parent.mkdir(parents=True)
        path.write_text(text)
        for when in (None, NOON):
            put(grade_of("ada"), when)
            assert gradebook.find_submission("sums", "ada").timestamp.replace(tzinfo=UTC) == NOON
            assert path.read_text() == text

    def test_no_time_anywhere(self, gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades) -> None:
        """A time that is gone is gone from the database and from autograded/ as well."""
        put(grade_of("ada"), NOON)
        self.stamp(course, assignment).unlink()
        put(grade_of("ada"))
        assert gradebook.find_submission("sums", "ada").timestamp is None
        assert not course.autograded(assignment, "ada").with_name("timestamp.txt").exists()

    @pytest.mark.parametrize("text", ["", "yesterday noon-ish"])
    def test_a_file_without_a_time_is_put_aside(
        self, gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades, text: str
    ) -> None:
        """Formgrader's lists fail on such a file for all students; it is kept under another name and counts as none."""
        path = self.stamp(course, assignment)
        path.parent.mkdir(parents=True)
        path.write_text(text)
        put(grade_of("ada"))
        assert gradebook.find_submission("sums", "ada").timestamp is None
        assert not path.exists()
        assert path.with_name("timestamp.txt.unreadable").read_text() == text

    def test_time_without_zone_is_refused(self, put: Any, grade_of: Grades) -> None:
        """A local time would silently shift the deadline."""
        with pytest.raises(ValueError, match="needs a time zone"):
            put(grade_of("ada"), NOON.replace(tzinfo=None))


@pytest.mark.parametrize("student", ["Jürgen Groß", "O'Brien", "Ærøskøbing, Zoë", "李 雷", "no\u00a0break", "a.b@c.de"])
def test_names_of_people_work(
    gradebook: Any, course: Course, assignment: Assignment, put: Any, grade_of: Grades, student: str
) -> None:
    """Umlauts, spaces, apostrophes and other scripts are folder names and ids like any."""
    put(grade_of(student), NOON)
    assert read_scores(gradebook, assignment) == {student: {"add": 3, "double": 2, "explain": 0}}
    assert course.autograded(assignment, student).is_file()


@pytest.mark.parametrize("student", ["", ".", "..", "../eve", "a/b", "a\\b", " ada", "ada\n", "<script>", 'a"b', "a\u202eb"])
def test_unsafe_student_id_is_refused(gradebook: Any, put: Any, grade_of: Grades, student: str) -> None:
    """An id that leaves its folder, or is markup in formgrader's pages, is refused before anything is written."""
    with pytest.raises(UsageError, match="student id"):
        put(grade_of(student))
    assert gradebook.students == []


@pytest.mark.parametrize("score", [math.nan, math.inf, -0.5, 3.5])
def test_impossible_score_is_refused(gradebook: Any, put: Any, grade_of: Grades, score: float) -> None:
    """No score outside 0 to the points of the question reaches the gradebook."""
    good = grade_of("ada")
    bad = msgspec.structs.replace(good.questions[0], score=score)
    with pytest.raises(InfrastructureError, match="not within 0 to 3"):
        put(msgspec.structs.replace(good, questions=(bad, *good.questions[1:])))
    assert gradebook.students == []


def test_grade_of_another_source_is_refused(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode, put: Any, grade_of: Grades
) -> None:
    """Missing, unknown and differently weighted questions are named."""
    good = grade_of("ada")
    with pytest.raises(InfrastructureError, match="only the gradebook has a question 'double'"):
        put(msgspec.structs.replace(good, questions=(good.questions[0], good.questions[2])))
    other = msgspec.structs.replace(good.questions[1], grade_id="other")
    with pytest.raises(InfrastructureError, match="only the grade has a question 'other'"):
        put(msgspec.structs.replace(good, questions=(*good.questions, other)))
    source_nb.cells[2].metadata.nbgrader["points"] = 5
    ensure_assignment(gradebook, course, assignment, source_nb)
    with pytest.raises(InfrastructureError, match=r"'add' is worth 3.*, in the gradebook 5"):
        put(good)


def test_interrupted_writing_leaves_the_old_notebook(
    course: Course, assignment: Assignment, put: Any, grade_of: Grades, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash before the new file is complete leaves the old one whole; the next run replaces the remains."""
    put(grade_of("ada"))
    path = course.autograded(assignment, "ada")
    before = path.read_bytes()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            put(grade_of("ada", digest="d2"))
    assert path.read_bytes() == before
    put(grade_of("ada", digest="d2"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() != before
