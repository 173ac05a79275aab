"""What tests of the queue do over and over: hand something in, lease it, and end its grading."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy import select

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import Leased, Outcome, lease
from autograder.service.submit import Upload, submit
from autograder.service.tables import Job, Result, Submission

_numbers = itertools.count()


def send(database: Database, course: Course, student: str, assignment: str = "first", **upload: Any) -> Submission:
    """Submit a notebook; no two have the same bytes."""
    upload.setdefault("notebook", b"notebook %d" % next(_numbers))
    return submit(database, course, Upload(student=student, assignment=assignment, **upload))


def taken(database: Database, worker: str = "worker") -> Leased:
    """The next job, which must be there."""
    held = lease(database, worker)
    assert held is not None
    return held


def outcome(score: float = 1.0, **values: Any) -> Outcome:
    found: dict[str, Any] = {
        "status": "graded", "score": score, "max_score": 4.0, "grade": b"{}", "feedback": b"<p>%f" % score,
        "notebook": b"run %f" % score, "receipt": "{}", "material": "m", "problems": "", "seconds": 0.1,
    }  # fmt: skip
    return Outcome(**found | values)


def job_of(database: Database, submission: str) -> Job:
    """The job of a submission that has one."""
    with database.read() as db:
        return db.scalars(select(Job).where(Job.submission_id == submission)).one()


def state_of(database: Database, submission: str) -> str:
    with database.read() as db:
        return db.get_one(Submission, submission).state


def published(database: Database, submission: str) -> list[float]:
    """The scores of a submission's published results."""
    with database.read() as db:
        found = select(Result.score).where(Result.submission_id == submission, Result.state == "published")
        return list(db.scalars(found))
