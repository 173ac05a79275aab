"""Is a receipt genuine, and does it belong to this grade, this submission and this course? Needs no network and no grading."""

from __future__ import annotations

import hashlib
from pathlib import Path

from autograder.course import Assignment, Course, Limits, Service
from autograder.errors import UsageError
from autograder.grading import keys, store
from autograder.grading.files import digest_with, files_beside
from autograder.grading.receipt import Receipt, material_of, result_digest, signed
from autograder.notebook.archive import ArchiveRefused, is_zip, unpack

__all__ = ["problems_of"]

_MATERIAL = {
    "source": "source notebook",
    "checks": "hidden checks",
    "reference": "reference and misconceptions",
    "data": "data",
    "limits": "limits and kernel settings",
}


def problems_of(
    receipt: Receipt,
    public_key: bytes,
    *,
    grade: Path | None = None,
    submission: Path | None = None,
    with_folder: bool = False,
    course: Course | None = None,
) -> list[str]:
    """What is wrong with ``receipt``, one line each; empty when it is genuine and agrees with all that is given.

    Args:
        public_key: PEM.
        grade: the ``grade.json`` that it should be of.
        submission: the notebook, or the zip archive, that it should be of.
        with_folder: what lies beside the notebook was handed in with it.
        course: the course whose material it should name.

    Raises UsageError when a given file cannot be read.
    """
    about = receipt.statement
    if about.circumstances.key != keys.fingerprint(public_key):
        return [f"it names another key ({about.circumstances.key}) than this one ({keys.fingerprint(public_key)})"]
    if not signed(receipt, public_key):
        return ["its signature is wrong: it was changed, or not made by this course"]
    found = []
    if grade is not None:
        found += _of_grade(receipt, grade)
    if submission is not None and _digest(submission, with_folder, about.assignment, course) != about.submission:
        found.append(f"it is not of this submission: {submission}")
    if course is not None:
        found += _of_course(receipt, course)
    return found


def _of_grade(receipt: Receipt, path: Path) -> list[str]:
    stored = store.load(path.parent) if path.name == store.GRADE_FILE else None
    if stored is None:
        raise UsageError(f"{path}: cannot be read as a {store.GRADE_FILE}")
    about, grade = receipt.statement, stored.grade
    if (grade.student, grade.assignment) != (about.student, about.assignment):
        return [f"it is of {about.student}, {about.assignment}, and not of {grade.student}, {grade.assignment}: {path}"]
    if grade.submission_digest and grade.submission_digest != about.submission:
        return [f"it is of another submission than this grade: {path}"]
    if result_digest(grade) != about.result:
        return [f"it states another result ({about.score:g} of {about.max_score:g}) than this grade: {path}"]
    return []


def _of_course(receipt: Receipt, course: Course) -> list[str]:
    about = receipt.statement
    if about.course != course.course_id:
        return [f"it is of the course {about.course}, and not of {course.course_id}"]
    assignment = _assignment(course, about.assignment)
    if assignment is None:
        return [f"the course has no assignment {about.assignment}"]
    here = material_of(course, assignment)
    return [
        f"it was made with other {name} than the course has now"
        for field, name in _MATERIAL.items()
        if getattr(here, field) != getattr(about.circumstances.material, field)
    ]


def _assignment(course: Course, name: str) -> Assignment | None:
    return next((assignment for assignment in course.assignments if assignment.name == name), None)


def _digest(path: Path, with_folder: bool, name: str, course: Course | None) -> str:
    """Of a submission for the assignment ``name``; without the course, by the usual limits."""
    assignment = _assignment(course, name) if course is not None else None
    limits = course.limits_of(assignment) if course is not None and assignment is not None else Limits()
    most_mb = (course.service if course is not None else Service()).upload_mb
    try:
        data = path.read_bytes()
        if not is_zip(data):
            return digest_with(hashlib.sha256(data).hexdigest(), files_beside(path, limits).content if with_folder else {})
        unpacked = unpack(data, assignment.notebook if assignment is not None else name, limits, most_mb=most_mb)
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror})") from None
    except ArchiveRefused as problem:
        raise UsageError(f"{path}: {problem}") from None
    return digest_with(hashlib.sha256(unpacked.notebook).hexdigest(), unpacked.files)
