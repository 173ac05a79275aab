"""What grading a submission costs beyond the student's own cells and the checks' own time, and where that goes.

    python -m benchmarks.overhead [--assignment conv_by_hand] [--count 12] [--isolation none] [--json FILE]

One slot grades the class, through ``grade_class`` with a clock around its steps, once with the assignment's checks and once
with one trivial check for each question. The same cells are run bare (:mod:`benchmarks.bare`) before and after. The first
submission is left out: it waits for the slot and the worker server to start.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.grading import batch
from autograder.grading.kernel import Isolation
from autograder.grading.submissions import find_submissions
from autograder.notebook.cells import grade_cells
from autograder.notebook.read import read_notebook
from benchmarks import environments
from benchmarks.classroom import ROOT, Classroom, hand_in, make_class, make_course
from benchmarks.steps import FOLDER_VARIABLE, IN_MAIN, Clock, grade_one

_BETWEEN = "start a worker, send and take the result"
TRIVIAL = '''"""Nothing is asked."""

from autograder.grading.check import check
'''
TRIVIAL_CHECK = '''

@check("{0}")
def test_{0}(student):
    """Nothing is asked."""
'''


def measure(folder: Path, name: str, count: int, isolation: Isolation) -> dict[str, Any]:
    """Medians over ``count`` - 1 submissions of the assignment ``name``, in seconds.

    Returns:
        ``bare``, ``bare cpu``: the cells alone, by the wall and of CPU. For ``real`` and ``trivial`` checks: ``whole`` (from
        one recorded grade to the next), ``checks`` (the checks' own time, calls into the kernel included), ``overhead``
        (whole - bare - checks), ``steps`` (wall time by step), ``cpu`` (CPU time of the trusted processes by step), ``kernel``
        (CPU time of the sandboxed kernel).
    """
    course = make_course(folder / "course")
    classroom = make_class(course, course.assignment(name), count)
    hand_in(classroom)
    os.environ[FOLDER_VARIABLE] = str(folder / "steps")
    main = Clock()
    main.wrap(IN_MAIN)
    batch.grade_one = grade_one  # type: ignore[assignment]  # the same, with a clock
    _look_like_the_program()
    before = _bare(folder, classroom)
    real = _grade(folder, classroom, isolation, main)
    _make_trivial(classroom)
    trivial = _grade(folder, classroom, isolation, main)
    after = _bare(folder, classroom)
    bare = {student: (before[student][0] + after[student][0]) / 2 for student in before}
    found: dict[str, Any] = {"assignment": name, "count": count, "isolation": isolation, "bare": _median(bare.values())}
    found["bare cpu"] = _median(cpu for runs in (before, after) for _, cpu in runs.values())
    found["missing"] = sorted(set(main.missing) | {name for row in real for name in row["missing"]})
    for kind, rows in (("real", real), ("trivial", trivial)):
        found[kind] = {
            "whole": _median(row["whole"] for row in rows),
            "checks": _median(row["checks"] for row in rows),
            "overhead": _median(row["whole"] - row["checks"] - bare[row["student"]] for row in rows),
            "steps": {step: _median(row["steps"][step] for row in rows) for step in rows[0]["steps"]},
            "cpu": {step: _median(row["cpu"][step] for row in rows) for step in rows[0]["cpu"]},
            "kernel": _median(row["kernel cpu"] for row in rows),
        }
    return found


def _look_like_the_program() -> None:
    """Let workers begin as those of ``autograder grade`` do: each imports the main module of the process that started it."""
    main = sys.modules["__main__"]
    main.__spec__ = None
    main.__file__ = str(Path(sys.executable).parent / "autograder")


def _grade(folder: Path, classroom: Classroom, isolation: Isolation, main: Clock) -> list[dict[str, Any]]:
    """Grade the class with one slot; a row of times for each submission but the first."""
    steps = folder / "steps"
    shutil.rmtree(steps, ignore_errors=True)
    steps.mkdir()
    submissions = find_submissions(classroom.course, classroom.assignment)
    done: list[tuple[str, float, dict[str, float], dict[str, float]]] = []

    def on_done(grade: Any, fresh: bool) -> None:
        done.append((grade.student, time.perf_counter(), dict(main.seconds), dict(main.cpu)))

    batch.grade_class(
        classroom.course, classroom.assignment, submissions, jobs=1, force=True, isolation=isolation, on_done=on_done
    )
    rows = []
    for (_, earlier, wall_before, cpu_before), (student, later, wall_after, cpu_after) in itertools.pairwise(done):
        row = json.loads((steps / f"{student}.json").read_text())
        row["whole"] = later - earlier
        worker = row["worker"]
        row["steps"] = _split_checks(row["steps"], row["checks"])
        row["steps"]["rest of the worker"] = worker - sum(row["steps"].values())
        row["cpu"]["pytest"] = row["cpu"].pop("pytest and checks")  # the checks run inside of pytest: not to be told apart
        row["cpu"]["rest of the worker"] = row["worker cpu"] - sum(row["cpu"].values())
        for step in IN_MAIN:
            row["steps"][step] = wall_after[step] - wall_before[step]
            row["cpu"][step] = cpu_after[step] - cpu_before[step]
        row["cpu"][_BETWEEN] = row["start cpu"]
        row["steps"][_BETWEEN] = row["whole"] - worker - sum(row["steps"][s] for s in IN_MAIN)
        rows.append(row)
    return rows


def _split_checks(steps: Mapping[str, float], checks: float) -> dict[str, float]:
    """The steps with "pytest and checks" split into the checks' own time and pytest's."""
    made: dict[str, float] = {}
    for step, seconds in steps.items():
        if step == "pytest and checks":
            made["checks"], made["pytest"] = checks, seconds - checks
        else:
            made[step] = seconds
    return made


def _bare(folder: Path, classroom: Classroom) -> dict[str, list[float]]:
    """Student → seconds of the bare run by the wall and of CPU."""
    paths = [classroom.course.submitted(classroom.assignment, student) for student in classroom.notebooks]
    environ = environments.environ(Path(sys.executable).parent, folder / "home") | classroom.course.environ()
    command = [sys.executable, "-m", "benchmarks.bare", "1", ",".join(classroom.course.preload), *map(str, paths)]
    answer = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return {student: times[0] for student, times in zip(classroom.notebooks, json.loads(answer.stdout), strict=True)}


def _make_trivial(classroom: Classroom) -> None:
    folder = classroom.course.checks(classroom.assignment)
    shutil.rmtree(folder)
    folder.mkdir()
    source, _ = read_notebook(classroom.course.source(classroom.assignment), classroom.course.limits)
    checks = [TRIVIAL_CHECK.format(cell.grade_id) for cell in grade_cells(source) if cell.kind == "auto"]
    (folder / "test_trivial.py").write_text(TRIVIAL + "".join(checks), encoding="utf-8")


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def lines(found: Mapping[str, Any]) -> list[str]:
    """The result of :func:`measure` as a Markdown table, in milliseconds. In brackets: beside the next submission."""
    made = ["| Step | real checks | CPU | trivial checks | CPU |", "|---|---:|---:|---:|---:|"]
    for step in found["real"]["steps"]:
        cells = []
        for kind in ("real", "trivial"):
            cpu = found[kind]["cpu"].get(step)
            wall = found[kind]["steps"][step]
            if step == _BETWEEN:  # nobody waits for the recording, which was taken out here
                wall += sum(found[kind]["steps"][one] for one in IN_MAIN)
            shown = f"({1000 * wall:.0f})" if step in IN_MAIN else f"{1000 * wall:.0f}"
            cells += [shown, "" if cpu is None else f"{1000 * cpu:.0f}"]
        made.append(f"| {step} | {' | '.join(cells)} |")
    cpu = [f"{1000 * found[kind]['kernel']:.0f}" for kind in ("real", "trivial")]
    made.append(f"| the kernel: cells, calls, start, end | | {cpu[0]} | | {cpu[1]} |")
    for row in ("whole", "overhead"):
        made.append(f"| **{row}** | {1000 * found['real'][row]:.0f} | | {1000 * found['trivial'][row]:.0f} | |")
    bare, own = f"{1000 * found['bare']:.0f}", f"{1000 * found['bare cpu']:.0f}"
    made.append(f"| cells, bare | {bare} | {own} | {bare} | {own} |")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assignment", default="conv_by_hand")
    parser.add_argument("--count", type=int, default=12, help="submissions")
    parser.add_argument("--isolation", choices=("sandbox", "none"), default="sandbox")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="overhead-") as folder:
        found = measure(Path(folder), options.assignment, options.count, options.isolation)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    print("\n".join(lines(found)))
    return 0


if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.exit(main())
