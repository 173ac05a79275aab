"""When a waiting submission will be graded: its place in the queue and an estimate in seconds.

Many pages ask often, so both are computed once for each state of the queue and kept: an index tells whether it has changed.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.service.queue import waiting
from autograder.service.tables import Job, Result, Submission, Worker, now

__all__ = ["Outlook", "live_slots", "live_workers", "outlook", "usual_seconds"]

RECENT = 50
"""Results from whose median time the estimate is made."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The queue at this moment."""

    positions: Mapping[int, int]
    """1-based place by job id."""
    leased: int
    """Jobs that are graded now."""
    slots: int
    """Submissions that the live grading processes take at once."""

    def seconds(self, job: Job, usual: float | None) -> float | None:
        """Until the job is done, roughly; None where nothing is known or nobody grades. ``usual``: seconds of one grading."""
        if usual is None or not self.slots:
            return None
        if job.state == "leased":
            return max(1.0, usual - _since(job.started_at))
        position = self.positions.get(job.id)
        if position is None:
            return None
        ahead = position - max(0, self.slots - self.leased)  # gradings that end before this one begins
        return max(1.0, usual * (1 + math.ceil(max(0, ahead) / self.slots)))


@dataclass
class _Known:
    """What was computed last for one database, each with the state of it; threads replace them whole."""

    places: tuple[object, Mapping[int, int]] = (None, {})
    usual: tuple[int | None, dict[str, float | None]] = (None, {})


_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def outlook(db: Session, course: Course) -> Outlook:
    """The queue now. Places are those in which :func:`autograder.service.queue.lease` would take the jobs."""
    known = _of(db)
    counts = select(Job.state, func.count(), func.sum(Job.id)).where(Job.state.in_(("queued", "leased"))).group_by(Job.state)
    state = tuple(sorted((row[0], row[1], int(row[2])) for row in db.execute(counts)))
    seen, positions = known.places
    if state != seen:
        positions = {job: place for place, job in enumerate(db.scalars(waiting()), start=1)}
        known.places = (state, positions)
    leased = sum(number for name, number, _ in state if name == "leased")
    return Outlook(positions=positions, leased=leased, slots=live_slots(db, course))


def usual_seconds(db: Session, assignment: str) -> float | None:
    """Median time of the assignment's last gradings; None before the first."""
    known = _of(db)
    newest = db.scalar(select(func.max(Result.id)))
    seen, usual = known.usual
    if newest != seen:
        usual = {}
        known.usual = (newest, usual)
    if assignment not in usual:
        recent = select(Result.seconds).join(Submission).where(Submission.assignment == assignment, Result.seconds > 0)
        times = db.scalars(recent.order_by(Result.id.desc()).limit(RECENT)).all()
        usual[assignment] = statistics.median(times) if times else None
    return usual[assignment]


def live_workers(db: Session, course: Course) -> list[Worker]:
    """The grading processes that are ready and were heard of within the time after which a lease is lost."""
    heard = now() - timedelta(seconds=course.service.lease_seconds)
    return list(db.scalars(select(Worker).where(Worker.state == "ready", Worker.seen_at > heard)))


def live_slots(db: Session, course: Course) -> int:
    return sum(worker.slots for worker in live_workers(db, course))


def _of(db: Session) -> _Known:
    bind = db.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    return _known.setdefault(engine, _Known())


def _since(moment: datetime | None) -> float:
    return 0.0 if moment is None else max(0.0, (now() - moment).total_seconds())
