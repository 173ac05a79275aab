"""The grading process of the server: ``python -m autograder.service.grader --course DIR``, started by `autograder serve`.

It opens warm sandbox slots and the server of trusted workers, then leases and grades jobs until it is told to stop (SIGTERM):
what runs then is finished within the grace time or given back.

Exit codes: 0 stopped; 2 a setting is wrong; 3 the machine cannot grade.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every worker imports the main module once more: it must cost nothing
    from autograder.course import Course
    from autograder.service.database import Database
    from autograder.service.material import Materials

__all__ = ["main"]

NICE = 10
"""Pages stay quick while submissions are graded."""
_ROW_SECONDS = 5.0
log = logging.getLogger("autograder.service.grader")  # its name here is __main__


def main(argv: Sequence[str] | None = None) -> int:
    """Grade until SIGTERM; see ``--help`` for the options."""
    from autograder.errors import AutograderError
    from autograder.sandbox.linux import weigh_session
    from autograder.service.logs import log_to_stderr
    from autograder.service.processes import die_with, tell

    options = _parser().parse_args(argv)
    if options.parent:
        die_with(options.parent)
    log_to_stderr("grader")
    os.nice(NICE)
    if os.getsid(0) == os.getpid():  # never the session of who started this by hand
        weigh_session()
    try:
        _run(options)
    except AutograderError as problem:
        tell(options.tell, f"failed {problem}")
        log.error("%s", problem)
        return problem.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m autograder.service.grader", description="Grade what the server queued.")
    parser.add_argument("--course", type=Path, default=Path(), help="the course's folder")
    parser.add_argument("--slots", type=int, default=0, help="submissions graded at once; 0: as the course says")
    parser.add_argument("--isolation", choices=("sandbox", "none"), default="sandbox")
    parser.add_argument("--grace", type=float, default=30.0, help="seconds in which to finish what runs, when told to stop")
    parser.add_argument("--parent", type=int, default=0, help="process to die with")
    parser.add_argument("--tell", type=int, default=-1, help="file descriptor: a line `ready`, or `failed <reason>`")
    return parser


def _run(options: argparse.Namespace) -> None:
    from autograder.course import load_course
    from autograder.grading.preload import preload_of, start_workers
    from autograder.grading.slots import open_slots
    from autograder.grading.workers import Pool
    from autograder.sandbox.folders import Folder
    from autograder.sandbox.gpus import gpus_for
    from autograder.service.database import open_database
    from autograder.service.grade_job import grade_job
    from autograder.service.grader_loop import GraderLoop
    from autograder.service.material import Materials
    from autograder.service.processes import tell
    from autograder.service.projection import Projection, ProjectionThread

    stopped = _Stop()
    course = load_course(options.course)
    slots = options.slots or course.service.slots or len(os.sched_getaffinity(0))
    gpus = gpus_for(course, course.assignments, isolated=options.isolation == "sandbox")
    database, materials = open_database(course), Materials(course, options.isolation)
    with contextlib.ExitStack() as stack:
        stack.callback(database.close)
        start_workers(course, course.assignments, [grade_job.__module__])  # they warm up while the sandboxes start
        row = stack.enter_context(_registered(database, slots, len(gpus)))
        _read_all(materials)
        places = stack.enter_context(open_slots(course, slots, options.isolation, gpus))
        folder = Folder(_jobs_folder(course))
        stack.callback(folder.remove)
        thread = stack.enter_context(ProjectionThread(Projection(database, materials)))
        pool = stack.enter_context(Pool(grade_job, [*preload_of(course, course.assignments), grade_job.__module__]))
        loop = GraderLoop(
            database, materials, pool,
            name=row.name, slots=places, isolation=options.isolation, folder=folder.path, on_stored=thread.wake,
        )  # fmt: skip
        row.beat("ready")
        stopped.then(lambda times: loop.stop(options.grace if times == 1 else 0.0))
        tell(options.tell, "ready")
        log.info("ready: %s submission(s) at once%s", slots, "".join(f", {gpu.name}" for gpu in gpus))
        loop.run(lambda: row.beat("stopping" if loop.stopping else "ready"))
        log.info("stopped")


class _Stop:
    """SIGTERM and SIGINT: before there is a loop to stop, they end the process."""

    def __init__(self) -> None:
        self._times = 0
        self._stop: Callable[[int], object] = lambda times: sys.exit()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: self._again())

    def then(self, stop: Callable[[int], object]) -> None:
        """From now on call ``stop`` with how many signals have come."""
        self._stop = stop

    def _again(self) -> None:
        self._times += 1
        self._stop(self._times)


class _Row:
    """This process in the table of workers."""

    def __init__(self, database: Database, name: str) -> None:
        self.name, self._database, self._state, self._told = name, database, "starting", 0.0

    def beat(self, state: str) -> None:
        """Say that this process lives, when its state has changed and every few seconds."""
        from sqlalchemy import update

        from autograder.service.tables import Worker, now

        if state == self._state and time.monotonic() - self._told < _ROW_SECONDS:
            return
        self._state, self._told = state, time.monotonic()
        with self._database.write() as db:
            mine = update(Worker).where(Worker.id == self.name)
            db.execute(mine.values(state=state, beats=Worker.beats + 1, seen_at=now()))


@contextlib.contextmanager
def _registered(database: Database, slots: int, gpus: int) -> Iterator[_Row]:
    """This process' row in the table of workers; it says ``gone`` afterwards."""
    from autograder.errors import InfrastructureError
    from autograder.service.processes import host_name, process_name
    from autograder.service.tables import Worker

    row = _Row(database, process_name(os.getpid()))
    with database.write() as db:
        db.add(Worker(id=row.name, host=host_name(), pid=os.getpid(), slots=slots, gpus=gpus))
    try:
        yield row
    finally:
        with contextlib.suppress(InfrastructureError):
            row.beat("gone")


def _read_all(materials: Materials) -> None:
    """Read all material and cut its data before anybody waits for it; what is wrong is told when somebody submits."""
    from autograder.errors import AutograderError

    for assignment in materials.course.assignments:
        try:
            materials.of(assignment.name)
        except AutograderError as problem:
            log.warning("%s cannot be graded: %s", assignment.name, problem)


def _jobs_folder(course: Course) -> Path:
    folder = course.private / "jobs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
