"""Take a submission: refuse what cannot be graded, count attempts, store file and row in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from autograder.course import Assignment, Course
from autograder.service.database import Database, store_content
from autograder.service.queue import enqueue
from autograder.service.tables import Person, Submission, now

__all__ = ["Origin", "Refused", "Upload", "attempts_left", "submit"]

Origin = Literal["web", "api", "colab", "ci"]
Why = Literal["no_attempts", "too_often", "key_taken", "unknown_student"]


class Refused(Exception):
    """A submission that is not taken; nothing was stored.

    Attributes:
        why: the rule that says no.
        message: in the student's words.
        retry_after: seconds until it may be tried again; None where waiting does not help.
    """

    def __init__(self, why: Why, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.why: Why = why
        self.message, self.retry_after = message, retry_after


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What arrived: a notebook that :func:`autograder.service.upload.read_upload` found readable."""

    student: str
    assignment: str
    notebook: bytes
    archive: bytes | None = None
    """The zip archive the notebook came in."""
    file_name: str = ""
    key: str | None = None
    """Idempotency key: the same key and bytes of the same student are the same submission."""
    origin: Origin = "api"
    sent_by: str = ""
    """Person who sends; default: the student."""


def submit(database: Database, course: Course, upload: Upload) -> Submission:
    """Store the upload and queue its grading; when this returns, both are durable.

    Raises:
        Refused: no attempts left, too many within the hour, the key was used for another file, or the student is unknown.
        UsageError: there is no such assignment.
        InfrastructureError: the database refused; nothing was stored.
    """
    assignment = course.assignment(upload.assignment)
    with database.write() as db:
        # The row's lock makes a student's submissions wait for each other, so that limits hold; SQLite has one writer anyway.
        person = db.scalar(select(Person).where(Person.id == upload.student).with_for_update(key_share=True))
        if person is None or person.left_at is not None:
            raise Refused("unknown_student", f"Nobody called {upload.student!r} is in this course.")
        content = store_content(db, upload.notebook)
        archive = None if upload.archive is None else store_content(db, upload.archive)
        if upload.key is not None:
            known = db.scalar(select(Submission).where(Submission.person_id == person.id, Submission.key == upload.key))
            if known is not None:
                if (known.content, known.archive, known.assignment) == (content, archive, assignment.name):
                    return known
                raise Refused("key_taken", "This idempotency key was used for another submission; send a new one.")
        _check_limits(db, course, assignment, person.id)
        received = now()
        submission = Submission(
            id=secrets.token_hex(8),
            person_id=person.id,
            assignment=assignment.name,
            content=content,
            archive=archive,
            file_name=upload.file_name or f"{assignment.notebook}.ipynb",
            key=upload.key or secrets.token_hex(16),
            origin=upload.origin,
            sent_by=upload.sent_by or person.id,
            attempt=_sent(db, assignment, person.id) + 1,
            received_at=received,
            late=assignment.due is not None and received > assignment.due,
        )
        db.add(submission)
        db.flush()
        enqueue(db, submission.id)
        return submission


def attempts_left(db: Session, assignment: Assignment, student: str) -> int | None:
    """How many more submissions are taken; None: as many as they like. What the machine failed to grade does not count."""
    if not assignment.attempts:
        return None
    counted = (
        select(func.count())
        .select_from(Submission)
        .where(Submission.person_id == student, Submission.assignment == assignment.name, Submission.state != "not_gradable")
    )
    return max(0, assignment.attempts - (db.scalar(counted) or 0))


def _check_limits(db: Session, course: Course, assignment: Assignment, student: str) -> None:
    if attempts_left(db, assignment, student) == 0:
        times = "once" if assignment.attempts == 1 else f"{assignment.attempts} times"
        raise Refused("no_attempts", f"{assignment.title} can be submitted {times}, and you have done so.")
    if not course.service.per_hour:
        return
    this_moment = now()
    hour_ago = this_moment - timedelta(hours=1)
    recent = db.scalars(
        select(Submission.received_at)
        .where(
            Submission.person_id == student,
            # Not later than now: a clock that was wrong for a while locks nobody out.
            Submission.received_at.between(hour_ago, this_moment),
            Submission.state != "not_gradable",
        )
        .order_by(Submission.received_at)
    ).all()
    if len(recent) >= course.service.per_hour:
        wait = max(1, int((recent[-course.service.per_hour] - hour_ago).total_seconds()) + 1)
        raise Refused(
            "too_often",
            f"You have sent {len(recent)} submissions within an hour. Please wait {-(-wait // 60)} minutes.",
            retry_after=wait,
        )


def _sent(db: Session, assignment: Assignment, student: str) -> int:
    sent = select(func.count()).select_from(Submission)
    return db.scalar(sent.where(Submission.person_id == student, Submission.assignment == assignment.name)) or 0
