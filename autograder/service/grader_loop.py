"""The grader's work: lease jobs while places are free, have workers grade them, beat for them, store what comes out.

One thread, one loop. A database that refuses for a while loses nothing: finished outcomes are kept and stored later, and what
cannot be stored before the lease is lost is graded again by whoever has it then.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.course import CONFIG_NAME, Course
from autograder.errors import AutograderError, InfrastructureError
from autograder.grading.batch import grading_seconds
from autograder.grading.kernel import Isolation
from autograder.grading.slots import Place, Places, Slots
from autograder.grading.workers import Ended, Pool, Said, Task
from autograder.service import queue
from autograder.service.alerts import CHANGED_SETTINGS, alert_once
from autograder.service.database import Database
from autograder.service.grade_job import GradeJob
from autograder.service.material import Materials, Stamp
from autograder.service.queue import Leased, Outcome

__all__ = ["GraderLoop"]

log = logging.getLogger(__name__)
_TICK = 0.2
"""Seconds between looks at the queue while a place is free."""
_NEWS_SECONDS = 0.5
"""Between two writes of one job's phase."""
_SWEEP_SECONDS = 5.0
_LONGEST_PAUSE = 30.0


@dataclass(eq=False)
class _Work:
    """A job of ours, from its lease to its end."""

    held: Leased
    place: Place
    path: Path
    stamp: Stamp = ()
    task: Task | None = None
    phase: tuple[str, int, int] = ("preparing", 0, 0)
    news: bool = True
    """Whether the database does not know the phase yet."""
    told: float = field(default_factory=time.monotonic)
    """When the last beat was."""
    end: Callable[[], bool] | None = None
    """Ends the job in the database; set when the worker has ended."""

    @property
    def archive(self) -> Path:
        return self.path.with_suffix(".zip")


class GraderLoop:
    """Grades what is queued until :meth:`stop`; what it holds then is finished within the grace time or given back.

    Args:
        name: the worker's name in the database.
        slots: one submission is graded at a time in each of them.
        folder: private folder for submitted notebooks.
        on_stored: called after a result was stored.
    """

    def __init__(
        self,
        database: Database,
        materials: Materials,
        pool: Pool,
        *,
        name: str,
        slots: Slots,
        isolation: Isolation,
        folder: Path,
        on_stored: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._materials, self._pool = database, materials, pool
        self._name, self._slots, self._isolation, self._folder = name, slots, isolation, folder
        self._on_stored = on_stored
        self._free = Places(slots)
        self._works: list[_Work] = []
        self._sweeper = queue.Sweeper(database, self._course.service.lease_seconds)
        self._swept = 0.0
        self._settings = materials.settings()
        self._stop_at = float("inf")
        self._strikes_in_a_row = 0
        self._resume_at = 0.0
        self._broken = ""

    @property
    def _course(self) -> Course:
        return self._materials.course

    @property
    def stopping(self) -> bool:
        return self._stop_at < float("inf")

    def stop(self, grace: float) -> None:
        """Lease nothing more; end within ``grace`` seconds. May be called from a signal handler, and again."""
        self._stop_at = min(self._stop_at, time.monotonic() + grace)

    def run(self, on_tick: Callable[[], None] = lambda: None) -> None:
        """Work until stopped. ``on_tick`` is called a few times a second.

        Raises InfrastructureError when this process cannot grade any longer; its jobs are given back then.
        """
        try:
            while not self.stopping or (self._works and time.monotonic() < self._stop_at):
                self._turn(on_tick)
                if self._broken:
                    raise InfrastructureError(self._broken)
        finally:
            self._give_all_back()

    def _turn(self, on_tick: Callable[[], None]) -> None:
        steps = [self._lease, self._hear, self._end, self._beat, self._sweep, on_tick]
        for step in steps:
            try:
                step()
            except InfrastructureError as problem:  # the database refuses for now: the next turn tries again
                log.warning("%s", problem)
                time.sleep(_TICK)
        self._broken = self._broken or self._slots.problem()

    def _lease(self) -> None:
        """Fill the free places; beside a job under which the machine has failed before, none is begun.

        If that job brings this process down again, it gets the next strike, and its neighbours of the first time get no other.
        """
        while self._free and not self.stopping and not self._broken and time.monotonic() >= self._resume_at:
            if any(work.held.strikes for work in self._works):
                return
            held = queue.lease(self._database, self._name, self._materials.refused() | self._without_place())
            if held is None:
                return
            place = self._free.take(self._share(held.assignment))
            work = _Work(held=held, place=place, path=self._folder / f"{held.job}-{held.number}.ipynb")
            self._works.append(work)
            self._start(work)

    def _share(self, assignment: str) -> float:
        return self._course.limits_of(self._course.assignment(assignment)).gpu

    def _without_place(self) -> frozenset[str]:
        """Assignments that go on waiting because too little of the GPUs is free."""
        return frozenset(one.name for one in self._course.assignments if not self._free.fits(self._share(one.name)))

    def _start(self, work: _Work) -> None:
        held = work.held
        try:
            ready = self._materials.of(held.assignment)
            work.stamp = ready.stamp
            work.path.write_bytes(held.data)
            if held.archive is not None:
                work.archive.write_bytes(held.archive)
        except (InfrastructureError, OSError) as problem:  # a full disk, say: nothing was tried, so it is no strike
            self._wait(f"no submission can be prepared for grading: {problem}")
            work.end = lambda: queue.give_back(self._database, held)
            return
        except AutograderError as problem:  # all of this assignment wait until its files change: no submission's fault
            reason = str(problem)
            work.end = lambda: self._accuse_material(held, reason, queue.give_back)
            return
        job = GradeJob(
            course=self._course, ready=ready, student=held.student, path=work.path,
            archive=None if held.archive is None else work.archive, isolation=self._isolation,
        )  # fmt: skip
        seconds = grading_seconds(self._course, ready.assignment)
        try:
            work.task = self._pool.start(held.job, (job,), slot=work.place.slot, seconds=seconds)
        except InfrastructureError as problem:  # no process can be started at all: that is not this submission's
            self._broken = str(problem)

    def _wait(self, reason: str) -> None:
        """Lease nothing for a while."""
        log.warning("%s", reason)
        self._resume_at = time.monotonic() + _LONGEST_PAUSE

    def _hear(self) -> None:
        for event in self._pool.wait(_TICK):
            work = next((work for work in self._works if work.task is event.task), None)
            if work is None:
                continue
            if isinstance(event, Said):
                work.phase, work.news = event.message, True
            elif event.problem is not None:
                self._failed(work, event.problem)
            else:
                self._graded(work, event)

    def _graded(self, work: _Work, event: Ended) -> None:
        outcome: Outcome = event.answer
        self._strikes_in_a_row = 0
        if self._materials.stamp(self._course.assignment(work.held.assignment)) != work.stamp:
            log.info("the material of %s changed during a grading, which starts again", work.held.assignment)
            work.end = lambda: queue.give_back(self._database, work.held)
        else:
            work.end = lambda: self._store(work, outcome)

    def _store(self, work: _Work, outcome: Outcome) -> bool:
        stored = queue.finish(self._database, work.held, outcome)
        if stored:
            self._on_stored()
        return stored

    def _failed(self, work: _Work, problem: AutograderError) -> None:
        """The machine failed, or the course's material did; never the student."""
        held, reason = work.held, str(problem)
        log.warning("job %s (%s) failed: %s", held.job, held.assignment, reason)
        if not isinstance(problem, InfrastructureError):
            work.end = lambda: self._accuse_material(held, reason, partial(queue.strike, reason=reason))
        elif self._slots.problem():  # this process' fault, and no strike against the submission
            work.end = lambda: queue.give_back(self._database, held)
        else:
            self._strikes_in_a_row += 1
            if self._strikes_in_a_row > 1:  # not one submission's accident: go slowly, until one succeeds again
                self._resume_at = time.monotonic() + min(_LONGEST_PAUSE, 2.0 ** (self._strikes_in_a_row - 2))
            work.end = lambda: queue.strike(self._database, held, reason)

    def _accuse_material(self, held: Leased, reason: str, end: Callable[[Database, Leased], bool]) -> bool:
        alert_once(self._database, "material", f"{held.assignment} cannot be graded, its material is wrong: {reason}")
        return end(self._database, held)

    def _end(self) -> None:
        """Store how jobs ended; a lease that was lost meanwhile makes no difference any more."""
        for work in [work for work in self._works if work.end is not None]:
            assert work.end is not None
            work.end()
            self._forget(work)

    def _beat(self) -> None:
        seconds = self._course.service.lease_seconds / 4
        for work in [work for work in self._works if work.end is None]:
            since = time.monotonic() - work.told
            if since < min(_NEWS_SECONDS if work.news else seconds, seconds):
                continue
            kept = queue.beat(self._database, work.held, *work.phase)
            work.told, work.news = time.monotonic(), False
            if not kept:
                log.warning("the lease of job %s is lost; its worker is ended", work.held.job)
                self._forget(work)

    def _sweep(self) -> None:
        if time.monotonic() - self._swept >= _SWEEP_SECONDS:
            self._swept = time.monotonic()
            if lost := self._sweeper.sweep():
                log.warning("%s job(s) of silent graders went back to the queue", lost)
            self._watch_settings()

    def _watch_settings(self) -> None:
        settings = self._materials.settings()
        if settings != self._settings:
            text = f"{CONFIG_NAME} has changed. It counts once the server is restarted."
            log.warning("%s", text)
            alert_once(self._database, CHANGED_SETTINGS, text)
            self._settings = settings

    def _forget(self, work: _Work) -> None:
        if work.task is not None:
            self._pool.kill(work.task)
        work.path.unlink(missing_ok=True)
        work.archive.unlink(missing_ok=True)
        self._works.remove(work)
        self._free.give_back(work.place)

    def _give_all_back(self) -> None:
        """Return what is not finished, without a strike; a database that refuses leaves it to the sweeper of another."""
        given = 0
        for work in list(self._works):
            self._forget(work)
            try:
                ended = work.end() if work.end is not None else queue.give_back(self._database, work.held)
                given += ended and work.end is None
            except InfrastructureError as problem:
                log.warning("job %s could not be returned: %s", work.held.job, problem)
        if given:
            log.info("%s unfinished job(s) went back to the queue", given)
