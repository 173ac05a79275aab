"""What people are shown of submissions: state, place in the queue, result and history. Only reading, a few indexed queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from autograder.course import Assignment, Course
from autograder.errors import InfrastructureError
from autograder.feedback import report
from autograder.feedback.text import visible
from autograder.grade import Grade
from autograder.service import words
from autograder.service.outlook import Outlook, outlook, usual_seconds
from autograder.service.submit import attempts_left
from autograder.service.tables import Job, Result, Submission, SubmissionState

__all__ = ["Attempts", "SubmissionStatus", "attempts", "grade_of", "history", "result_of", "status_of", "statuses_of"]


@dataclass(frozen=True, kw_only=True)
class SubmissionStatus:
    """One submission as its student may see it."""

    id: str
    student: str
    assignment: str
    title: str
    """The assignment's."""
    attempt: int
    """1, 2, …"""
    state: SubmissionState
    phase: str
    """Of ``autograder.service.words.PHASES``; empty while it waits."""
    step: int
    """In the phase ``running``: cell ``step`` of ``steps``."""
    steps: int
    position: int | None
    """1-based place in the queue; None when it does not wait."""
    estimate_seconds: float | None
    """Until the result is there; None when that is unknown or past."""
    received_at: datetime
    late: bool
    score: float | None
    max_score: float | None
    grade_status: str | None
    """``GradeStatus`` of the published result."""
    message: str
    """What a person should know beyond the points, in plain words; often empty."""


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """How often a student has submitted an assignment, and may."""

    sent: int
    allowed: int | None
    """None: as often as they like."""
    left: int | None


def status_of(db: Session, course: Course, submission_id: str) -> SubmissionStatus:
    """Raises LookupError where there is no such submission."""
    found = statuses_of(db, course, [submission_id])
    if not found:
        raise LookupError(submission_id)
    return found[0]


def statuses_of(db: Session, course: Course, ids: Iterable[str]) -> list[SubmissionStatus]:
    """In the order of ``ids``; unknown ones are left out."""
    wanted = list(ids)
    rows = db.scalars(select(Submission).where(Submission.id.in_(wanted)))
    known = {submission.id: submission for submission in rows}
    return _statuses(db, course, [known[name] for name in wanted if name in known])


def history(db: Session, course: Course, student: str, assignment: str) -> list[SubmissionStatus]:
    """A student's submissions for an assignment, newest first."""
    mine = select(Submission).where(Submission.person_id == student, Submission.assignment == assignment)
    return _statuses(db, course, db.scalars(mine.order_by(Submission.attempt.desc(), Submission.id.desc())).all())


def attempts(db: Session, assignment: Assignment, student: str) -> Attempts:
    """Counts of one student; what the machine failed to grade is sent, but not taken off what is left."""
    sent = select(func.count()).where(Submission.person_id == student, Submission.assignment == assignment.name)
    left = attempts_left(db, assignment, student)
    return Attempts(sent=db.scalar(sent) or 0, allowed=assignment.attempts or None, left=left)


def result_of(db: Session, submission_id: str) -> Result | None:
    """The published result; None while there is none."""
    return db.scalar(select(Result).where(Result.submission_id == submission_id, Result.state == "published"))


def grade_of(result: Result) -> Grade:
    """The grade of a result that is loaded in an open session, without pictures.

    Raises InfrastructureError when the stored bytes are no grade.
    """
    return _decoded(result.id, result.grade)


def _decoded(number: int, grade: bytes) -> Grade:
    try:
        return msgspec.json.decode(grade, type=Grade)
    except msgspec.MsgspecError as problem:
        raise InfrastructureError(f"result {number} in the database is damaged ({problem}); restore a backup") from None


def _statuses(db: Session, course: Course, submissions: Sequence[Submission]) -> list[SubmissionStatus]:
    ids = [submission.id for submission in submissions]
    titles = {assignment.name: assignment.title for assignment in course.assignments}
    results = _results(db, ids)
    told = _verdicts(db, results.values())
    open_ids = [submission.id for submission in submissions if submission.state in ("queued", "running")]
    jobs = _jobs(db, open_ids)
    queue = outlook(db, course) if jobs else None
    waited_for = {submission.assignment for submission in submissions if submission.id in jobs}
    usual = {assignment: usual_seconds(db, assignment) for assignment in waited_for}
    return [
        _status(
            submission,
            title=titles.get(submission.assignment, submission.assignment),
            result=results.get(submission.id),
            told=told.get(submission.id, ""),
            job=jobs.get(submission.id),
            queue=queue,
            usual=usual.get(submission.assignment),
        )
        for submission in submissions
    ]


def _results(db: Session, ids: Sequence[str]) -> dict[str, Result]:
    published = select(Result).where(Result.submission_id.in_(ids), Result.state == "published")
    return {result.submission_id: result for result in db.scalars(published)} if ids else {}


def _verdicts(db: Session, results: Iterable[Result]) -> dict[str, str]:
    """What is to say about results beyond their points, by submission; one query for all."""
    ids = [result.id for result in results if result.status != "graded"]
    grades = select(Result.submission_id, Result.id, Result.grade).where(Result.id.in_(ids))
    rows = db.execute(grades) if ids else ()
    return {submission: visible(report.verdict(_decoded(number, grade))) for submission, number, grade in rows}


def _jobs(db: Session, ids: Sequence[str]) -> dict[str, Job]:
    """The job that a person waits for, by submission."""
    mine = select(Job).where(Job.submission_id.in_(ids), Job.regrade_id.is_(None), Job.state.in_(("queued", "leased")))
    return {job.submission_id: job for job in db.scalars(mine.order_by(Job.id))} if ids else {}


def _status(
    submission: Submission,
    *,
    title: str,
    result: Result | None,
    told: str,
    job: Job | None,
    queue: Outlook | None,
    usual: float | None,
) -> SubmissionStatus:
    estimate = position = None
    if job is not None and queue is not None:
        position = queue.positions.get(job.id)
        estimate = queue.seconds(job, usual)
    return SubmissionStatus(
        id=submission.id,
        student=submission.person_id,
        assignment=submission.assignment,
        title=title,
        attempt=submission.attempt,
        state=submission.state,
        phase=job.phase if job is not None else "",
        step=job.step if job is not None else 0,
        steps=job.steps if job is not None else 0,
        position=position,
        estimate_seconds=None if estimate is None else round(estimate, 1),
        received_at=submission.received_at,
        late=submission.late,
        score=result.score if result is not None else None,
        max_score=result.max_score if result is not None else None,
        grade_status=result.status if result is not None else None,
        message=words.ATTEMPTS_BACK if submission.state == "not_gradable" else told,
    )
