"""The state of the service as Prometheus reads it. Everything but the requests is counted by the database, so that no restart
and no second process makes a number wrong."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.database import Database
from autograder.service.outlook import live_workers
from autograder.service.queue import INTERACTIVE
from autograder.service.tables import Alert, Job, Result, Submission, now

__all__ = ["ServiceState"]

_BUCKETS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
"""Seconds of one grading."""


class ServiceState(Collector):
    """Asks the database whenever somebody asks for the metrics."""

    def __init__(self, course: Course, database: Database) -> None:
        self._course, self._database = course, database

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked when this is registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("autograder_database_up", "1 where the database answers")
        try:
            with self._database.read() as db:
                found = [*_submissions(db), *_queue(db), *_gradings(db), *_workers(db, self._course)]
        except InfrastructureError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from found


def _submissions(db: Session) -> Iterator[Metric]:
    family = GaugeMetricFamily("autograder_submissions", "Submissions by assignment and state", labels=["assignment", "state"])
    counts = select(Submission.assignment, Submission.state, func.count()).group_by(Submission.assignment, Submission.state)
    for assignment, state, number in db.execute(counts):
        family.add_metric([assignment, state], number)
    yield family
    unseen = db.scalar(select(func.count()).select_from(Alert).where(Alert.seen_at.is_(None)))
    yield GaugeMetricFamily("autograder_alerts_unseen", "Alerts that no instructor has seen", value=unseen or 0)


def _queue(db: Session) -> Iterator[Metric]:
    length = GaugeMetricFamily("autograder_queue_jobs", "Jobs that wait or are graded", labels=["kind", "state"])
    kind = case((Job.priority == INTERACTIVE, "interactive"), else_="regrade")
    open_jobs = Job.state.in_(("queued", "leased"))
    counts = {
        (row[0], row[1]): row[2]
        for row in db.execute(select(kind, Job.state, func.count()).where(open_jobs).group_by(kind, Job.state))
    }
    for name in ("interactive", "regrade"):
        for state in ("queued", "leased"):
            length.add_metric([name, state], counts.get((name, state), 0))
    yield length
    oldest = db.scalar(select(func.min(Job.queued_at)).where(Job.state == "queued", Job.priority == INTERACTIVE))
    waited = 0.0 if oldest is None else max(0.0, (now() - oldest).total_seconds())
    yield GaugeMetricFamily("autograder_queue_oldest_seconds", "How long the oldest waiting submission waits", value=waited)


def _gradings(db: Session) -> Iterator[Metric]:
    within = [func.sum(case((Result.seconds <= bound, 1), else_=0)) for bound in _BUCKETS]
    total, seconds, *counts = db.execute(select(func.count(), func.sum(Result.seconds), *within).select_from(Result)).one()
    buckets = [(str(float(bound)), float(count or 0)) for bound, count in zip(_BUCKETS, counts, strict=True)]
    histogram = HistogramMetricFamily("autograder_grading_seconds", "Time of one grading")
    histogram.add_metric([], [*buckets, ("+Inf", float(total))], float(seconds or 0.0))
    yield histogram
    by_status = CounterMetricFamily("autograder_gradings", "Finished gradings by result", labels=["status"])
    for status, number in db.execute(select(Result.status, func.count()).group_by(Result.status)):
        by_status.add_metric([status], number)
    yield by_status
    strikes = db.scalar(select(func.sum(Job.strikes)))
    yield CounterMetricFamily("autograder_strikes", "Gradings that the machine failed", value=float(strikes or 0))


def _workers(db: Session, course: Course) -> Iterator[Metric]:
    live = live_workers(db, course)
    yield GaugeMetricFamily("autograder_workers", "Grading processes heard of lately", value=len(live))
    yield GaugeMetricFamily("autograder_slots", "Submissions that are graded at once", value=sum(one.slots for one in live))
