"""A class hands in within a minute: does the server take and grade every submission once, and stay quick?

    python -m benchmarks.service_load                   500 students within 60 s, then until all are graded
    python -m benchmarks.service_load --students 30     fewer, for trying it out
    python -m benchmarks.service_load --database URL    the same on an empty PostgreSQL database

Starts a real `autograder serve` on this machine and sends real HTTP from one more process. The full run writes
``service_results_*.md`` and ``results.md`` to ``benchmarks/``, a smaller one to ``benchmarks/.work/``. Every call of the last
run is in ``benchmarks/.work/service_results.json``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
import nbformat.v4
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import func, make_url, select

from autograder.authoring.examples import read_examples
from autograder.course import Assignment, Course
from autograder.notebook.overlay import apply_overlay
from autograder.notebook.read import read_notebook
from autograder.notebook.release import make_release
from autograder.service.database import Database, open_database
from autograder.service.people import add_person
from autograder.service.tables import Job, Result, Submission
from autograder.service.tokens import make_token
from benchmarks import results, service_report
from benchmarks.classroom import ROOT, make_course
from benchmarks.service_traffic import Call, Hand, Traffic

HERE = ROOT / "benchmarks"
WORK = HERE / ".work"
NAME = "conv_by_hand"
EXAMPLES = ROOT / "tests" / "submissions" / NAME / "class"
ENDLESS = "luca_brunner"
"""The example whose loop never ends: it keeps a core busy for all of its notebook's and checks' time."""
FULL = 500
_START_SECONDS = 120.0
_TOLERANCE = 0.011
"""Points: a question's are rounded to 0.01."""


@dataclasses.dataclass(frozen=True)
class Notebooks:
    """What a class hands in."""

    files: list[bytes]
    """No two are equal."""
    points: list[float]
    """What each must be graded with."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    if options.database:
        os.environ["BENCHMARK_DATABASE"] = options.database  # for the course here and in the server's processes
    folder = WORK / "service_load"
    setup = _setup(options)
    course = make_course(folder / "course")
    assignment = course.assignment(NAME)
    made = notebooks(course, assignment, options.students + options.viewers)
    with contextlib.closing(open_database(course)) as database:
        hands = enrol(database, made, viewers=options.viewers)
        with running_server(course, folder / "server.log", options) as address:
            traffic = Traffic(address, NAME)
            began = time.process_time()
            took = asyncio.run(rushed(traffic, database, hands, options))
            own = (time.process_time() - began) / took
            recorded = took + until_recorded(database, options.patience)
        problems = verify(database, traffic.calls, expected(hands, made))
    found = {
        "setup": setup,
        "students": options.students,
        "seconds": options.seconds,
        "took": took,
        "recorded": recorded,
        "own_load": own,
        "problems": problems,
        "calls": [dataclasses.asdict(call) for call in traffic.calls],
    }
    target = HERE if options.students == FULL else WORK
    (WORK / "service_results.json").write_text(json.dumps(found, indent=1) + "\n")
    text = service_report.markdown(found)
    (target / results.SERVICE[setup["database"]]).write_text(text, encoding="utf-8")
    results.write(target)
    print(text)
    return 0 if not problems and service_report.reached(found) else 1


def notebooks(course: Course, assignment: Assignment, count: int) -> Notebooks:
    """``count`` notebooks: the example class in turn, each with a cell of the student's own at its end.

    The one that never ends is there once: nearly all of the time would go to such loops, which load the server least.
    """
    source, _ = read_notebook(course.source(assignment), course.limits_of(assignment))
    release = make_release(source)
    examples = [example for example in read_examples(EXAMPLES) if example.file is None]  # those that are notebooks
    applied = [apply_overlay(source, release, example.overlay) for example in examples]
    ending = [place for place, example in enumerate(examples) if example.student != ENDLESS]
    files, points = [], []
    for number in range(count):
        which = number if number < len(examples) else ending[number % len(ending)]
        signed = nbformat.v4.new_markdown_cell(f"Handed in by student {number:03}.", id="signature")
        whole = nbformat.from_dict({**applied[which], "cells": [*applied[which].cells, signed]})
        files.append(nbformat.writes(whole).encode())
        points.append(sum(examples[which].expected.values()))
    return Notebooks(files, points)


@dataclasses.dataclass(frozen=True)
class Hands:
    """Everybody who takes part."""

    students: list[Hand]
    viewers: list[Hand]
    """Students who have handed in before and look at pages."""
    instructors: list[Hand]


def enrol(database: Database, made: Notebooks, *, viewers: int) -> Hands:
    """Put the class and an instructor into the course, each with a token; the first notebooks are the viewers'."""
    hands = []
    with database.write() as db:
        for number, notebook in enumerate(made.files):
            person = f"student{number:03}"
            add_person(db, person, f"Student {number}", "student")
            token = make_token(db, person, "benchmark", ["submit", "read"], 1)
            hands.append(Hand(person=person, token=token, notebook=notebook))
        add_person(db, "ina", "Ina", "instructor")
        instructor = Hand(person="ina", token=make_token(db, "ina", "benchmark", ["read", "manage"], 1))
    return Hands(students=hands[viewers:], viewers=hands[:viewers], instructors=[instructor])


def expected(hands: Hands, made: Notebooks) -> dict[str, float]:
    """Points by student."""
    return {hand.person: points for hand, points in zip([*hands.viewers, *hands.students], made.points, strict=True)}


@contextlib.contextmanager
def running_server(course: Course, log: Path, options: argparse.Namespace) -> Iterator[str]:
    """`autograder serve` on a free port; gives its address once it can grade, and stops it at the end."""
    command = [sys.executable, "-m", "autograder.cli.main", "serve", "--course", course.root, "--port", "0"]
    command += ["--slots", str(options.slots), "--isolation", options.isolation]
    with log.open("w") as errors:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if found := re.search(r"ready at (http://\S+)", line):
                    yield found[1]
                    break
            else:
                raise RuntimeError(f"autograder serve did not start: {log.read_text()}")
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=_START_SECONDS)


async def rushed(traffic: Traffic, database: Database, hands: Hands, options: argparse.Namespace) -> float:
    total = len(hands.students) + len(hands.viewers)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("graded", total=total)

        async def all_graded() -> bool:
            graded = await asyncio.to_thread(_graded, database)
            bar.update(task, completed=graded)
            accepted = sum(1 for call in traffic.calls if call.submission)
            if time.monotonic() > deadline:
                raise RuntimeError(f"after {options.patience:g} s only {graded} of {accepted} submissions were graded")
            return graded >= accepted

        deadline = time.monotonic() + options.patience
        return await traffic.rush(hands.students, hands.viewers, hands.instructors, seconds=options.seconds, until=all_graded)


def _graded(database: Database) -> int:
    with database.read() as db:
        ended = select(func.count()).select_from(Submission).where(Submission.state.in_(("graded", "not_gradable")))
        return db.scalar(ended) or 0


def until_recorded(database: Database, patience: float) -> float:
    """Wait until gradebook and results folders have every result; how long that took."""
    began = time.monotonic()
    missing = select(func.count()).select_from(Result).where(Result.state == "published", Result.recorded.is_(False))
    while True:
        with database.read() as db:
            left = db.scalar(missing)
        waited = time.monotonic() - began
        if not left:
            return waited
        if waited > patience:
            raise RuntimeError(f"{left} results are in no gradebook {patience:g} s after all were graded")
        time.sleep(0.5)


def verify(database: Database, calls: Sequence[Call], points: dict[str, float]) -> list[str]:
    """What is wrong: a notebook that was not accepted, is not stored once, or not graded once with the right points."""
    problems = []
    accepted = [call.submission for call in calls if call.submission]
    if len(accepted) != len(points):
        problems.append(f"{len(points) - len(accepted)} of {len(points)} submissions were not accepted")
    with database.read() as db:
        stored = {submission.id: submission for submission in db.scalars(select(Submission))}
        results = db.execute(select(Result.submission_id, Result.state, Result.status, Result.score)).all()
        jobs = db.execute(select(Job.submission_id, Job.state, Job.lease, Job.strikes)).all()
    if sorted(stored) != sorted(accepted):
        problems.append(f"{len(set(accepted) ^ set(stored))} submissions are stored but not accepted, or the reverse")
    if sorted(row.submission_id for row in results) != sorted(stored) or {row.state for row in results} - {"published"}:
        problems.append("the results are not one published result for each submission")
    again = [row for row in jobs if (row.state, row.lease, row.strikes) != ("done", 1, 0)]
    if again or len(jobs) != len(stored):
        problems.append(f"{len(again)} of {len(jobs)} gradings did not succeed at the first try")
    wrong = [row for row in results if abs(row.score - points[stored[row.submission_id].person_id]) > _TOLERANCE]
    if wrong:
        problems.append(f"{len(wrong)} results have other points than the example says")
    return problems


def _setup(options: argparse.Namespace) -> dict[str, str]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    command = " ".join(["python -m benchmarks.service_load", *sys.argv[1:]])
    if options.database:  # it may hold a password
        command = command.replace(options.database, "URL")
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    return {
        "machine": f"{len(os.sched_getaffinity(0))} × {model}, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "when": time.strftime("%Y-%m-%d %H:%M %Z"),
        "command": command,
        "isolation": options.isolation,
        "database": make_url(options.database or "sqlite://").get_backend_name(),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A class hands in within a minute.")
    parser.add_argument("--students", type=int, default=FULL, help=f"how many hand in (default: {FULL})")
    parser.add_argument("--seconds", type=float, default=60.0, help="within which they do (default: 60)")
    parser.add_argument("--viewers", type=int, default=5, help="students who load pages meanwhile (default: 5)")
    parser.add_argument("--slots", type=int, default=0, help="submissions graded at once (default: one for each core)")
    parser.add_argument("--isolation", choices=("sandbox", "none"), default="sandbox")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database (default: SQLite)")
    parser.add_argument("--patience", type=float, default=3600.0, help="seconds until all must be graded (default: 3600)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
