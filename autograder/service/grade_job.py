"""A worker's task on the server: grade one submission, and make of it what the database keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
import nbformat

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.feedback.html import render_html
from autograder.grading.files import Files, digest_with
from autograder.grading.kernel import Isolation
from autograder.grading.pipeline import Graded, grade_submission
from autograder.grading.receipt import make_receipt, statement
from autograder.grading.workers import say
from autograder.service.material import Ready
from autograder.service.queue import Outcome
from autograder.service.upload import files_of

__all__ = ["GradeJob", "grade_job"]


@dataclass(frozen=True, kw_only=True)
class GradeJob:
    """What a worker needs to grade one submission: the notebook lies at ``path``, the archive it came in at ``archive``."""

    course: Course
    ready: Ready
    student: str
    path: Path
    archive: Path | None = None
    isolation: Isolation


def grade_job(job: GradeJob, slot: Path | None) -> Outcome:
    """Grade the submission and tell the pool how far it is, as ``(phase, step, steps)``.

    Raises:
        AuthorError: the course's material is wrong.
        InfrastructureError: the machine failed; try again.
    """
    archive = None if job.archive is None else job.archive.read_bytes()
    files = files_of(archive, job.course, job.ready.assignment)
    graded = grade_submission(
        job.course,
        job.ready.assignment,
        job.student,
        job.path,
        files=files,
        isolation=job.isolation,
        slot=slot,
        material=job.ready.material,
        on_phase=lambda phase, step, steps: say((phase, step, steps)),
    )
    if graded.grade.status == "infrastructure":
        raise InfrastructureError(graded.grade.message)
    return _outcome(job, graded, files)


def _outcome(job: GradeJob, graded: Graded, files: Files) -> Outcome:
    grade = graded.grade
    digest = grade.submission_digest or digest_with(hashlib.sha256(job.path.read_bytes()).hexdigest(), files.content)
    receipt = make_receipt(job.course, statement(job.course, grade, digest, job.ready.around))
    page = render_html(grade, graded.notebook, job.course.name, job.ready.assignment.title)
    return Outcome(
        status=grade.status,
        score=grade.score,
        max_score=grade.max_score,
        grade=msgspec.json.encode(msgspec.structs.replace(grade, pictures=())),
        feedback=page.encode("utf-8", "replace"),  # a student may print half a character
        notebook=None if graded.notebook is None else nbformat.v4.writes(graded.notebook).encode("utf-8", "replace"),
        receipt=msgspec.json.encode(receipt).decode(),
        material=job.ready.digest,
        problems=_storable("\n".join(graded.problems)),
        seconds=grade.seconds,
    )


def _storable(text: str) -> str:
    """``text`` without what a database's text column refuses."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
