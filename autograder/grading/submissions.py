"""Find a class's submissions, in nbgrader's layout ``submitted/<student>/<assignment>/<notebook>.ipynb``."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Assignment, Course, Limits
from autograder.errors import UsageError
from autograder.grading.files import Files, files_beside
from autograder.settings import nearest

MAX_ID = 100


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One student's notebook file, and where it lies in a folder of its own, the files in there."""

    student: str
    path: Path
    submitted_at: datetime | None = None
    """From nbgrader's ``timestamp.txt`` beside the notebook, where there is one."""
    with_folder: bool = False
    """Whether what lies beside the notebook was handed in with it."""

    def files(self, limits: Limits) -> Files:
        """What was handed in beside the notebook, read now."""
        return files_beside(self.path, limits) if self.with_folder else Files()


def find_submissions(course: Course, assignment: Assignment, students: Sequence[str] = ()) -> list[Submission]:
    """The submissions of ``students`` (default: of everyone), sorted by student id.

    Raises UsageError for a student id that cannot be one, or that has no submission.
    """
    for student in students:
        check_student(student)
    folder = course.root / "submitted"
    everyone = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    found = []
    for student in everyone:
        path = course.submitted(assignment, student)
        if path.exists() or path.is_symlink():
            check_student(student)
            submitted_at = _timestamp(path.parent / "timestamp.txt")
            found.append(Submission(student=student, path=path, submitted_at=submitted_at, with_folder=True))
    ids = {submission.student for submission in found}
    for student in students:
        if student not in ids:
            raise UsageError(f"no submission of {student!r} for {assignment.name!r} in {folder}{nearest(student, ids)}")
    return [s for s in found if not students or s.student in students]


def check_student(student: str) -> None:
    """Refuse an id that could name a path outside its folder or garble a page; umlauts and spaces are fine."""
    odd = [c for c in student if c in '/\\<>"' or unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    if not student.strip() or student != student.strip() or student.startswith(".") or odd or len(student) > MAX_ID:
        reason = (
            f'an id has 1 to {MAX_ID} characters, none of / \\ < > " and no control characters, and does not start with a dot'
        )
        raise UsageError(f"{student!r} cannot be a student id: {reason}")


def _timestamp(path: Path) -> datetime | None:
    """nbgrader writes ``2026-01-31 12:00:00.123456 UTC``, users also plain ISO times; an unreadable one counts as none."""
    try:
        text = path.read_text().strip().removesuffix(" UTC")
        when = datetime.fromisoformat(text)
    except (OSError, ValueError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
