"""Write grades into nbgrader's gradebook.

    with open_gradebook(course) as gradebook:
        ensure_assignment(gradebook, course, assignment, source_nb)
        record(gradebook, course, assignment, grade, executed_notebook, submitted_at)
        scores = read_scores(gradebook, assignment)

Automatic scores and comments are ours, manual ones a person's: recording never touches a manual score, extra credit, a manual
comment or a flag. Recording the same grade again changes nothing.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import Assignment, Course
from autograder.errors import InfrastructureError, UsageError
from autograder.grade import Grade, QuestionResult
from autograder.gradebook.assignment import ensure_assignment
from autograder.gradebook.autograded import autograded_notebook, recorded_digest, settle_timestamp, write_autograded
from autograder.gradebook.comments import automatic_comment, is_unanswered, notes
from autograder.gradebook.database import open_gradebook, transaction
from autograder.gradebook.read import read_scores

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.api import Gradebook

__all__ = ["ensure_assignment", "open_gradebook", "read_scores", "record"]

_UNSAFE = '/\\<>"'
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Characters and Unicode categories not in a student id: it is a folder name, and formgrader shows it as it is in its pages."""


def record(
    gradebook: Gradebook,
    course: Course,
    assignment: Assignment,
    grade: Grade,
    executed_notebook: NotebookNode | None,
    submitted_at: datetime | None,
) -> None:
    """Record one submission: rows in the gradebook, then its ``autograded/`` notebook.

    What formgrader shows: ``graded`` and ``needs_manual`` as they are (an untouched written answer counts 0 and waits for
    nobody, as in nbgrader); ``check_error``: the questions whose check broke need manual grading; ``unreadable``: graded with 0
    points, on a page that names the reason and lets a person give points; ``infrastructure``: nothing is recorded, the
    submission stays "needs autograding".

    A person's score stays. It is marked for review when another submission came in or the automatic score under it changed.

    Args:
        executed_notebook: the notebook after its run; None when there is none.
        submitted_at: with a time zone, and then written to ``timestamp.txt`` beside the submission; None: the time found there.

    Raises:
        UsageError: the student id cannot be a folder name.
        InfrastructureError: the grade does not belong to the recorded assignment (``ensure_assignment`` comes first); a score
            is out of range; the database refused.
    """
    _check_student(grade.student)
    if grade.status == "infrastructure":
        return
    path = course.autograded(assignment, grade.student)
    same = bool(grade.submission_digest) and recorded_digest(path) == grade.submission_digest
    when = settle_timestamp(course, assignment, grade.student, submitted_at)
    with transaction(gradebook):
        questions = _matched(grade, gradebook.find_notebook(assignment.notebook, assignment.name))
        gradebook.update_or_create_student(grade.student)
        with gradebook.db.no_autoflush:  # nbgrader builds a new submission's rows one by one; half of them must not be flushed
            gradebook.update_or_create_submission(assignment.name, grade.student, timestamp=when)
        submitted = gradebook.find_submission_notebook(assignment.notebook, assignment.name, grade.student)
        for row in submitted.grades:
            _set_score(row, grade, questions.get(row.name), same)
        for row in submitted.comments:
            question = questions.get(row.name)
            row.auto_comment = None if question is None else automatic_comment(grade, question)
        commented = {row.name for row in submitted.comments} & questions.keys()
        notebook = autograded_notebook(
            executed_notebook,
            submitted.notebook,
            _instructor_texts(course, assignment),
            notes(grade, commented),
            grade.submission_digest,
        )
    write_autograded(path, notebook, when)


def _check_student(student: str) -> None:
    odd = any(char in _UNSAFE or unicodedata.category(char) in _INVISIBLE for char in student)
    if odd or student.strip() != student or student in ("", ".", ".."):
        raise UsageError(
            f"student id {student!r}: it must be a folder name without {_UNSAFE}, control characters, outer blanks"
        )


def _matched(grade: Grade, notebook: Any) -> dict[str, QuestionResult]:
    """The questions by grade id; empty for an unreadable submission. They must be the grade cells of the recorded notebook."""
    if grade.status == "unreadable":
        return {}
    questions = {question.grade_id: question for question in grade.questions}
    recorded = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    whose = f"{grade.assignment} of {grade.student}"
    for name in sorted(recorded.keys() ^ questions.keys()):
        where = "the gradebook" if name in recorded else "the grade"
        raise InfrastructureError(f"{whose}: only {where} has a question {name!r}; record the current source notebook first")
    for name, question in questions.items():
        if question.max_score != recorded[name]:
            raise InfrastructureError(f"{whose}: {name!r} is worth {question.max_score}, in the gradebook {recorded[name]}")
        if not (math.isfinite(question.score) and 0 <= question.score <= question.max_score):
            raise InfrastructureError(f"{whose}: {question.score} points for {name!r}, not within 0 to {question.max_score}")
    return questions


def _set_score(row: Any, grade: Grade, question: QuestionResult | None, same: bool) -> None:
    """Set a Grade row's automatic score and whether a person must look at it.

    Args:
        question: None for an unreadable submission.
        same: whether the recorded grade is of this very submission.
    """
    score: float | None
    if question is None:
        score, waits = 0.0, False
    elif question.manual and not is_unanswered(grade, question.grade_id):
        score, waits = None, True
    else:
        score, waits = question.score, any(check.status == "error" for check in question.checks)
    changed = row.auto_score != score
    row.auto_score = score
    if row.manual_score is None:
        row.needs_manual_grade = waits
    elif changed or not same:
        row.needs_manual_grade = True


def _instructor_texts(course: Course, assignment: Assignment) -> frozenset[str]:
    """Markdown of the source notebook: it may keep its HTML where a student's may not."""
    path = course.source(assignment)
    if not path.is_file():
        return frozenset()
    status = path.stat()
    return _markdown_of(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=16)
def _markdown_of(path: Path, changed: int, size: int) -> frozenset[str]:
    """Read once for a class: ``changed`` and ``size`` say that the file is still the same."""
    import nbformat

    cells = nbformat.read(path, as_version=4).cells
    return frozenset(cell.source for cell in cells if cell.cell_type == "markdown")
