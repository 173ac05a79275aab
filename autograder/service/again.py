"""Grade one submission again, now and for its student to see; for a whole class there are shadow regrades."""

from __future__ import annotations

from sqlalchemy import select

from autograder.service.database import Database
from autograder.service.queue import enqueue
from autograder.service.tables import Job, Submission

__all__ = ["grade_again"]


def grade_again(database: Database, submission: str) -> bool:
    """Queue the submission once more, with the course's material of today; its result takes the place of the old one.

    False: it waits or is being graded already, and nothing was done. Raises LookupError where there is no such submission.
    """
    with database.write() as db:
        found = db.scalar(select(Submission).where(Submission.id == submission).with_for_update())
        if found is None:
            raise LookupError(submission)
        unfinished = select(Job.id).where(
            Job.submission_id == submission, Job.regrade_id.is_(None), Job.state.in_(("queued", "leased"))
        )
        if db.scalar(unfinished.limit(1)) is not None:
            return False
        found.state = "queued"
        enqueue(db, submission)
        return True
