"""The durable queue: which job is next, who has it, and how it ends. Every function is one short transaction.

A worker holds a job by a *lease* with a number and keeps it by beating. Nobody compares clocks: a :class:`Sweeper` watches the
beats with its own monotonic clock, so a jump of the wall clock neither loses a job nor gives it away. An answer under an old
lease number changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Select, Update, func, select, update
from sqlalchemy import Result as Rows
from sqlalchemy.orm import Session

from autograder.service.database import Database, read_content, store_content
from autograder.service.tables import Alert, Job, Regrade, Result, Submission, now

__all__ = [
    "INTERACTIVE", "REGRADE", "STRIKES", "Leased", "Outcome", "Sweeper", "beat", "enqueue", "finish", "give_back", "lease",
    "release", "strike", "waiting",
]  # fmt: skip

STRIKES = 3
"""Infrastructure failures after which a submission is not gradable."""
INTERACTIVE, REGRADE = 0, 10
"""Priorities: a person who waits comes before a regrade."""
_TRIES = 20


@dataclass(frozen=True, kw_only=True)
class Leased:
    """A job that this worker holds."""

    job: int
    number: int
    """The lease's number."""
    submission: str
    student: str
    assignment: str
    data: bytes
    """The submitted notebook."""
    archive: bytes | None
    """The zip archive it came in, with the files it needs."""
    regrade: bool
    strikes: int
    """How often the machine has failed under it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What grading one submission found, ready to be stored."""

    status: str
    score: float
    max_score: float
    grade: bytes
    """:class:`autograder.grade.Grade` as JSON, without pictures."""
    feedback: bytes
    notebook: bytes | None
    receipt: str
    material: str
    problems: str
    seconds: float


def enqueue(db: Session, submission: str, *, priority: int = INTERACTIVE, regrade: int | None = None) -> Job:
    """Put a submission into the queue, within the caller's transaction."""
    job = Job(submission_id=submission, priority=priority, regrade_id=regrade)
    db.add(job)
    db.flush()
    return job


def lease(database: Database, worker: str, skip: Collection[str] = ()) -> Leased | None:
    """The next job, now held by ``worker``; None when nothing waits. Jobs of the assignments ``skip`` go on waiting.

    Who waits comes before regrades; among those, the student with the fewest jobs before this one (waiting or running), then
    the oldest: one student's ten submissions do not delay another's first.
    """
    for _ in range(_TRIES):  # another worker may be quicker; then the next one is tried
        with database.read() as db:  # an idle worker that looks again and again disturbs nobody
            job = db.scalar(waiting(skip).limit(1))
        if job is None:
            return None
        if (held := _take(database, worker, job)) is not None:
            return held
    return None


def beat(database: Database, held: Leased, phase: str = "", step: int = 0, steps: int = 0) -> bool:
    """Say that the job is worked on, and how far it is. False: the lease is lost, and the work is in vain."""
    values = {"phase": phase, "step": step, "steps": steps} if phase else {}
    with database.write() as db:
        return _one(db.execute(_held(held).values(beats=Job.beats + 1, **values)))


def finish(database: Database, held: Leased, outcome: Outcome) -> bool:
    """Store the result and end the job, in one transaction. False: the lease was lost, and nothing is stored."""
    with database.write() as db:
        if not _one(db.execute(_held(held).values(state="done", finished_at=now(), problem=""))):
            return False
        state = "proposed" if held.regrade else "published"
        if not held.regrade:
            # Locked: a regrade that is published at this moment waits, so that one result stays published.
            db.get_one(Submission, held.submission, with_for_update={"key_share": True}).state = "graded"
            published = update(Result).where(Result.submission_id == held.submission, Result.state == "published")
            db.execute(published.values(state="superseded"))
        db.add(
            Result(
                submission_id=held.submission,
                job_id=held.job,
                state=state,
                status=outcome.status,
                score=outcome.score,
                max_score=outcome.max_score,
                grade=outcome.grade,
                feedback=store_content(db, outcome.feedback),
                notebook=None if outcome.notebook is None else store_content(db, outcome.notebook),
                receipt=outcome.receipt,
                material=outcome.material,
                problems=outcome.problems,
                seconds=outcome.seconds,
            )
        )
        if outcome.problems:
            text = f"A hidden check of {held.assignment} broke on {held.student}'s submission; mend it, then regrade."
            db.add(Alert(kind="check_error", text=text, submission_id=held.submission))
        if held.regrade:
            _settle_regrade(db, held.job)
        return True


def give_back(database: Database, held: Leased) -> bool:
    """Return the job to the queue without a strike: the worker stops, and nothing is wrong."""
    with database.write() as db:
        back = _one(db.execute(_held(held).values(state="queued", phase="", worker_id=None)))
        if back and not held.regrade:
            db.get_one(Submission, held.submission).state = "queued"
        return back


def strike(database: Database, held: Leased, reason: str) -> bool:
    """The machine failed under this job: back to the queue, or after :data:`STRIKES` failures not gradable."""
    with database.write() as db:
        if not _one(db.execute(_held(held).values(strikes=Job.strikes + 1, problem=reason))):
            return False
        _after_strike(db, held.job)
        return True


class Sweeper:
    """Takes back the leases of workers that fell silent. Call :meth:`sweep` every few seconds, in one or many processes.

    Between two sweeps at most a third of the patience passes for it: where this process or the database stood still,
    the workers could not beat either and get time to do so.
    """

    def __init__(self, database: Database, seconds: float) -> None:
        """``seconds`` of silence, on this process' monotonic clock, after which a lease is lost; three sweeps at least."""
        self._database, self._seconds = database, seconds
        self._swept: float | None = None
        self._seen: dict[tuple[int, int], tuple[int, float]] = {}

    def sweep(self, clock: float | None = None) -> int:
        """Return lost jobs to the queue, with a strike; how many there were."""
        clock = time.monotonic() if clock is None else clock
        with self._database.read() as db:
            held = db.execute(select(Job.id, Job.lease, Job.beats).where(Job.state == "leased")).all()
        passed = 0.0 if self._swept is None else min(clock - self._swept, self._seconds / 3)
        before, self._seen, self._swept = self._seen, {}, clock
        silent = []
        for job, number, beats in held:
            known, silence = before.get((job, number), (None, 0.0))
            silence = silence + passed if known == beats else 0.0
            self._seen[job, number] = (beats, silence)
            if silence >= self._seconds * 0.999:  # thirds do not add up to a whole
                silent.append((job, number, beats))
        return sum(self._take_back(*one) for one in silent)

    def _take_back(self, job: int, number: int, beats: int) -> bool:
        with self._database.write() as db:
            lost = update(Job).where(Job.id == job, Job.lease == number, Job.beats == beats, Job.state == "leased")
            if not _one(db.execute(lost.values(strikes=Job.strikes + 1, problem="the grading process fell silent"))):
                return False
            _after_strike(db, job)
            return True


def release(database: Database, worker: str, reason: str) -> int:
    """Take back every lease of a worker that is known to have died, with a strike; how many there were."""
    with database.write() as db:
        held = select(Job.id).where(Job.state == "leased", Job.worker_id == worker).order_by(Job.id)
        jobs = db.scalars(held.with_for_update()).all()  # a sweeper may be at it too
        for job in jobs:
            db.execute(update(Job).where(Job.id == job).values(strikes=Job.strikes + 1, problem=reason))
            _after_strike(db, job)
        return len(jobs)


def _take(database: Database, worker: str, job_id: int) -> Leased | None:
    """Lease this job; None when somebody else was quicker."""
    fresh = {"state": "leased", "beats": 0, "worker_id": worker, "started_at": now(), "phase": "", "step": 0, "steps": 0}
    with database.write() as db:
        free = update(Job).where(Job.id == job_id, Job.state == "queued")
        if not _one(db.execute(free.values(lease=Job.lease + 1, **fresh))):
            return None
        job = db.get_one(Job, job_id)
        submission = db.get_one(Submission, job.submission_id)
        if job.regrade_id is None:
            submission.state = "running"
        return Leased(
            job=job.id,
            number=job.lease,
            submission=submission.id,
            student=submission.person_id,
            assignment=submission.assignment,
            data=read_content(db, submission.content),
            archive=None if submission.archive is None else read_content(db, submission.archive),
            regrade=job.regrade_id is not None,
            strikes=job.strikes,
        )


def waiting(skip: Collection[str] = ()) -> Select[int]:
    """Ids of the waiting jobs, but for some assignments, in the order in which they are leased, fair between students."""
    busy = (
        select(Submission.person_id, func.count().label("running"))
        .join(Job, Job.submission_id == Submission.id)
        .where(Job.state == "leased")
        .group_by(Submission.person_id)
        .subquery()
    )
    place = func.row_number().over(partition_by=(Job.priority, Submission.person_id), order_by=Job.id)
    queued = (
        select(Job.id, Job.priority, (place + func.coalesce(busy.c.running, 0)).label("place"))
        .join(Submission, Job.submission_id == Submission.id)
        .outerjoin(busy, busy.c.person_id == Submission.person_id)
        .where(Job.state == "queued", Submission.assignment.not_in(skip))
        .subquery()
    )
    return select(queued.c.id).order_by(queued.c.priority, queued.c.place, queued.c.id)


def _held(held: Leased) -> Update:
    """An update of the job, as long as this lease is its newest."""
    return update(Job).where(Job.id == held.job, Job.lease == held.number, Job.state == "leased")


def _after_strike(db: Session, job_id: int) -> None:
    """Put a job that got a strike back into the queue, or end it; its attempt then does not count."""
    job = db.get_one(Job, job_id, populate_existing=True)
    submission = db.get_one(Submission, job.submission_id)
    job.phase, job.worker_id = "", None
    if job.strikes < STRIKES:
        job.state = "queued"
        if job.regrade_id is None:
            submission.state = "queued"
        return
    job.state, job.finished_at = "failed", now()
    if job.regrade_id is None:
        published = select(Result.id).where(Result.submission_id == submission.id, Result.state == "published")
        submission.state = "not_gradable" if db.scalar(published) is None else "graded"  # one graded again keeps its result
    else:
        _settle_regrade(db, job_id)
    text = (
        f"{submission.person_id}'s submission for {submission.assignment} could not be graded: the machine failed "
        f"{STRIKES} times, last with: {job.problem}"
    )
    db.add(Alert(kind="not_gradable", text=text, submission_id=submission.id))


def _settle_regrade(db: Session, job_id: int) -> None:
    """Call the regrade of a job that has ended ready if it was the last."""
    db.flush()
    mine = select(Job.regrade_id).where(Job.id == job_id).scalar_subquery()
    # Locked: of two last jobs that end together, the second to come here sees that the first has ended.
    regrade = db.scalars(select(Regrade).where(Regrade.id == mine).with_for_update(key_share=True)).one()
    open_jobs = select(func.count()).select_from(Job).where(Job.regrade_id == regrade.id, Job.state.in_(("queued", "leased")))
    if regrade.state == "running" and not db.scalar(open_jobs):
        regrade.state = "ready"


def _one(done: Rows[Any]) -> bool:
    assert isinstance(done, CursorResult)
    return done.rowcount == 1
