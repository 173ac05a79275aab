"""Shadow regrades: grade a class again after a check was mended, compare, then publish or drop.

    regrade = start_regrade(database, "conv_by_hand", by="ina", reason="mended the padding check")
    …                                     # graders work through its jobs, after everybody who waits
    publish(database, regrade.id)         # or drop(database, regrade.id)

Until it is published, nothing a student sees changes. What comparing shows is :mod:`autograder.service.comparison`.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Select, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from autograder.service.counting import counting
from autograder.service.database import Database
from autograder.service.queue import REGRADE
from autograder.service.tables import Job, Regrade, Result, Submission, now

__all__ = ["RegradeRefused", "Which", "drop", "publish", "start_regrade"]

Which = Literal["counting", "all"]
"""counting: of each student the submission that counts. all: earlier ones too."""
Why = Literal["another_open", "nothing_graded", "still_running", "unknown", "settled"]


class RegradeRefused(Exception):
    """A regrade that cannot be started, published or dropped; nothing was changed.

    Attributes:
        why: the rule that says no.
        message: what to do, for the instructor.
    """

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why: Why = why
        self.message = message


def start_regrade(database: Database, assignment: str, by: str, reason: str, *, which: Which = "counting") -> Regrade:
    """Queue the assignment's graded submissions once more; their results stay proposals until :func:`publish`.

    What waits or is being graded at this moment is left out: it will be graded with today's material anyway.

    Raises:
        RegradeRefused: no submission is graded yet, or another regrade of the assignment is neither published nor dropped.
    """
    with database.write() as db:
        regrade = _open(db, assignment, by, reason)
        graded = counting(assignment) if which == "counting" else _all_graded(assignment)
        found = db.scalars(select(Submission.id).where(Submission.id.in_(graded)).order_by(Submission.received_at)).all()
        if not found:
            raise RegradeRefused("nothing_graded", f"No submission of {assignment} is graded yet: there is nothing to regrade.")
        db.execute(insert(Job), [{"submission_id": one, "regrade_id": regrade.id, "priority": REGRADE} for one in found])
        return regrade


def publish(database: Database, regrade: int) -> Regrade:
    """Let every result of the regrade take the place of the published one, all in one transaction.

    Only the submissions that were regraded change: later ones of the same students keep their results, and so does a
    submission that somebody graded again in the meantime, and one that could not be regraded. Doing it twice is doing it once.

    Raises:
        RegradeRefused: it is still running, or was dropped.
    """
    with database.write() as db:
        found = _locked(db, regrade)
        if found.state == "published":
            return found
        if found.state == "running":
            raise RegradeRefused("still_running", f"Regrade {regrade} is still running; publish it when all are graded.")
        if found.state == "dropped":
            raise RegradeRefused("settled", f"Regrade {regrade} was dropped; start a new one.")
        proposed = select(Result.submission_id).where(Result.job_id.in_(_jobs(regrade)), Result.state == "proposed")
        # A grader that finishes one of these submissions again locks it too: one of both comes first, neither fails.
        mine = select(Submission.id).where(Submission.id.in_(proposed)).order_by(Submission.id)
        db.scalars(mine.with_for_update(key_share=True)).all()
        _drop_overtaken(db, regrade)
        old = update(Result).where(Result.state == "published", Result.submission_id.in_(proposed))
        db.execute(old.values(state="superseded"))
        new = update(Result).where(Result.job_id.in_(_jobs(regrade)), Result.state == "proposed")
        db.execute(new.values(state="published", recorded=False))
        return _settle(found, "published")


def drop(database: Database, regrade: int) -> Regrade:
    """Forget the regrade: its waiting jobs are cancelled and its results never shown. Doing it twice is doing it once.

    Raises:
        RegradeRefused: it was published.
    """
    with database.write() as db:
        # Jobs before the regrade, the order in which a grader that finishes one takes their locks.
        waiting = update(Job).where(Job.regrade_id == regrade, Job.state.in_(("queued", "leased")))
        db.execute(waiting.values(state="cancelled", finished_at=now(), phase=""))
        found = _locked(db, regrade)
        if found.state == "dropped":
            return found
        if found.state == "published":
            raise RegradeRefused("settled", f"Regrade {regrade} was published; to go back, mend the checks and regrade again.")
        proposed = update(Result).where(Result.job_id.in_(_jobs(regrade)), Result.state == "proposed")
        db.execute(proposed.values(state="dropped"))
        return _settle(found, "dropped")


def _open(db: Session, assignment: str, by: str, reason: str) -> Regrade:
    """A new regrade; the database itself lets only one of an assignment be unsettled, however many ask at once."""
    insert_one = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert_one(Regrade).values(
        assignment=assignment, made_by=by, reason=reason.strip()[:512], state="running", made_at=now()
    )
    done = db.execute(row.on_conflict_do_nothing().returning(Regrade.id)).scalar()
    if done is None:
        other = db.scalar(select(Regrade.id).where(Regrade.assignment == assignment, Regrade.state.in_(("running", "ready"))))
        text = f"Regrade {other} of {assignment} is neither published nor dropped yet; decide on it first."
        raise RegradeRefused("another_open", text)
    return db.get_one(Regrade, done)


def _locked(db: Session, regrade: int) -> Regrade:
    """The regrade's row, locked, so that publishing and dropping at once is one after the other."""
    found = db.scalar(select(Regrade).where(Regrade.id == regrade).with_for_update())
    if found is None:
        raise RegradeRefused("unknown", f"There is no regrade {regrade}.")
    return found


def _all_graded(assignment: str) -> Select[str]:
    return (
        select(Submission.id)
        .join(Result, Result.submission_id == Submission.id)
        .where(Submission.assignment == assignment, Result.state == "published")
    )


def _jobs(regrade: int) -> Select[int]:
    return select(Job.id).where(Job.regrade_id == regrade)


def _drop_overtaken(db: Session, regrade: int) -> None:
    """Leave a submission alone that got a newer published result than the regrade's."""
    mine, newer = aliased(Result), aliased(Result)
    overtaken = (
        select(mine.id)
        .join(newer, newer.submission_id == mine.submission_id)
        .where(mine.job_id.in_(_jobs(regrade)), mine.state == "proposed", newer.state == "published", newer.id > mine.id)
    )
    db.execute(update(Result).where(Result.id.in_(overtaken)).values(state="dropped"))


def _settle(regrade: Regrade, state: Literal["published", "dropped"]) -> Regrade:
    regrade.state, regrade.settled_at = state, now()
    return regrade
