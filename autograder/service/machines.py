"""How the grading processes do: what waits and for how long, what runs, and how loaded each of them is."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.service.outlook import live_workers
from autograder.service.tables import Job, Submission, Worker, now

__all__ = ["Machines", "Running", "WorkerLoad", "machines"]

RECENT = 100
"""Jobs from which waiting times are computed."""


@dataclass(frozen=True, kw_only=True)
class WorkerLoad:
    """A grading process."""

    worker: Worker
    live: bool
    """Ready, and heard of within the time after which a lease is lost."""
    busy: int
    """Jobs it has now, of its slots."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A job that is graded now."""

    job: int
    submission: str
    student: str
    assignment: str
    phase: str
    step: int
    steps: int
    strikes: int
    regrade: bool
    worker: str
    started_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Machines:
    """The queue and who works on it."""

    waiting: int
    """Jobs that people wait for."""
    regrades: int
    """Waiting jobs of regrades."""
    longest: float | None
    """Seconds that the oldest of them that a person waits for has waited."""
    median_wait: float | None
    """Seconds from handing in to the beginning of grading, of the latest jobs."""
    slowest_wait: float | None
    """The longest of those."""
    graded_last_hour: int
    workers: tuple[WorkerLoad, ...]
    running: tuple[Running, ...]

    @property
    def slots(self) -> int:
        """Of the live grading processes."""
        return sum(load.worker.slots for load in self.workers if load.live)

    @property
    def busy(self) -> int:
        return len(self.running)


def machines(db: Session, course: Course) -> Machines:
    """The state of this moment."""
    moment = now()
    queued = select(Job.regrade_id.is_not(None), func.count(), func.min(Job.queued_at)).where(Job.state == "queued")
    rows = {bool(row[0]): (row[1], row[2]) for row in db.execute(queued.group_by(Job.regrade_id.is_not(None)))}
    waiting, oldest = rows.get(False, (0, None))
    waits = _waits(db)
    running = _running(db)
    lately = select(func.count()).where(Job.state == "done", Job.finished_at > moment - timedelta(hours=1))
    return Machines(
        waiting=waiting,
        regrades=rows.get(True, (0, None))[0],
        longest=None if oldest is None else max(0.0, (moment - oldest).total_seconds()),
        median_wait=statistics.median(waits) if waits else None,
        slowest_wait=max(waits, default=None),
        graded_last_hour=db.scalar(lately) or 0,
        workers=_workers(db, course, running),
        running=running,
    )


def _waits(db: Session) -> list[float]:
    started = select(Job.queued_at, Job.started_at).where(Job.regrade_id.is_(None), Job.started_at.is_not(None))
    rows = db.execute(started.order_by(Job.id.desc()).limit(RECENT))
    return [max(0.0, (start - queued).total_seconds()) for queued, start in rows if start is not None]


def _running(db: Session) -> tuple[Running, ...]:
    held = select(Job, Submission).join(Submission, Job.submission_id == Submission.id).where(Job.state == "leased")
    return tuple(
        Running(
            job=job.id,
            submission=submission.id,
            student=submission.person_id,
            assignment=submission.assignment,
            phase=job.phase,
            step=job.step,
            steps=job.steps,
            strikes=job.strikes,
            regrade=job.regrade_id is not None,
            worker=job.worker_id or "",
            started_at=job.started_at,
        )
        for job, submission in db.execute(held.order_by(Job.started_at, Job.id))
    )


def _workers(db: Session, course: Course, running: Sequence[Running]) -> tuple[WorkerLoad, ...]:
    """Live ones first, then those that stopped, the latest first and at most ten."""
    live = live_workers(db, course)
    names = {worker.id for worker in live}
    others = db.scalars(select(Worker).where(Worker.id.not_in(names)).order_by(Worker.seen_at.desc()).limit(10)).all()
    return tuple(
        WorkerLoad(worker=worker, live=worker.id in names, busy=sum(one.worker == worker.id for one in running))
        for worker in [*sorted(live, key=lambda worker: worker.id), *others]
    )
