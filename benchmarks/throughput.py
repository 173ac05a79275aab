"""The same class through this grader, nbgrader and Otter, interleaved, on this machine.

    python -m benchmarks.throughput            60 + 20 submissions, 3 rounds: more than an hour
    python -m benchmarks.throughput --quick    6 + 2 submissions, 1 round: some minutes, for trying it out

nbgrader and Otter are installed from the package index into ``benchmarks/.venvs``. The full run writes ``results.md`` and
``results.json`` to ``benchmarks/``, the quick one to ``benchmarks/.work/``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import environments, results
from benchmarks.classroom import ROOT, Classroom, make_class, make_course
from benchmarks.graders import Autograder, Grader, Nbgrader, Otter

HERE = ROOT / "benchmarks"
WORK = HERE / ".work"
START = HERE / "start.py"
_PACKAGES = (
    "autograder",
    "nbgrader",
    "otter-grader",
    "torch",
    "keras",
    "numpy",
    "matplotlib",
    "ipykernel",
    "ipython",
    "nbclient",
)
# First guesses of seconds per submission, for the estimate of the time left; replaced by what is measured.
_GUESS = {"autograder": 0.6, "nbgrader": 5.0, "otter": 6.0}


@dataclasses.dataclass(frozen=True)
class Plan:
    """What is run: every grader on every class, ``rounds`` times."""

    classes: tuple[Classroom, ...]
    graders: dict[str, tuple[Grader, ...]]
    """Assignment → its graders, prepared."""
    rounds: int


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    folder = WORK / "throughput"
    target = WORK if options.quick else HERE
    found: dict[str, Any] = {"setup": _setup(options)}
    plan = _prepare(folder, options)
    found["students"] = {room.name: len(room.notebooks) for room in plan.classes}
    found["checks"] = {room.name: len(room.checks) for room in plan.classes}
    found["runs"] = []
    problem: BaseException | None = None
    try:
        _run_all(plan, found["runs"])
        if not options.only or "autograder" in options.only:
            found["overhead"] = _overhead(options)
            found["start"] = _start()
    except (KeyboardInterrupt, RuntimeError, subprocess.CalledProcessError) as stop:
        problem = stop  # what was finished until then is reported
    target.mkdir(exist_ok=True)
    (target / results.THROUGHPUT).write_text(json.dumps(found, indent=1) + "\n")
    text = results.write(target)
    print(f"\n{text}\nWritten to {(target / results.PAGE).relative_to(ROOT)}")
    if problem is not None:
        print(f"not finished: {type(problem).__name__}: {problem}", file=sys.stderr)
    return 1 if problem else 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="6 and 2 submissions, one round")
    parser.add_argument("--rounds", type=int, help="default 3; 1 with --quick")
    parser.add_argument("--submissions", type=int, nargs=2, metavar=("CONV", "KERAS"), help="default 60 20; 6 2 with --quick")
    parser.add_argument("--only", metavar="NAME", action="append", help="only this grader (autograder, nbgrader, otter)")
    parser.add_argument("--isolation", choices=("sandbox", "none"), default="sandbox", help="of this grader")
    options = parser.parse_args(argv)
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.submissions = options.submissions or ([6, 2] if options.quick else [60, 20])
    return options


def _prepare(folder: Path, options: argparse.Namespace) -> Plan:
    classes, graders = [], {}
    for name, count in zip(("conv_by_hand", "stripes"), options.submissions, strict=True):
        course = make_course(folder / name / "course")
        room = make_class(course, course.assignment(name), count)
        made: list[Grader] = []
        for processes in (1, 2):
            made.append(Autograder(processes, folder / name, options.isolation))
            made += [kind(processes, folder / name) for kind in (Nbgrader, Otter)]
        wanted = [grader for grader in made if not options.only or grader.name in options.only]
        for grader in wanted:
            print(f"Preparing {name} for {grader.label}", flush=True)
            grader.prepare(room)
        classes.append(room)
        graders[name] = tuple(wanted)
    return Plan(tuple(classes), graders, options.rounds)


def _run_all(plan: Plan, runs: list[dict[str, Any]]) -> None:
    """Round after round, so that a slow hour of the machine meets every grader; appends each run to ``runs``."""
    todo = [
        (number, room, grader)
        for number in range(1, plan.rounds + 1)
        for room in plan.classes
        for grader in plan.graders[room.name]
    ]
    expected = {
        (room.name, grader.label): len(room.notebooks) * _GUESS[grader.name] / grader.processes + 5 for _, room, grader in todo
    }
    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns) as progress:
        bar = progress.add_task("")
        for place, (number, room, grader) in enumerate(todo):
            weights = [expected[other.name, one.label] for _, other, one in todo]
            before, own, after = sum(weights[:place]), weights[place], sum(weights[place + 1 :])

            def show(
                done: int,
                room: Classroom = room,
                what: str = f"round {number}: {room.name}, {grader.label}",
                parts: tuple[float, float, float] = (before, own, after),
            ) -> None:
                part = parts[1] * done / len(room.notebooks)
                left = parts[1] - part + parts[2]
                text = f"{what} ({done}/{len(room.notebooks)}), about {left / 60:.0f} min left"
                progress.update(bar, completed=parts[0] + part, total=sum(parts), description=text)

            show(0)
            load = os.getloadavg()[0]
            outcome = grader.run(room, show)
            expected[room.name, grader.label] = outcome.seconds
            run = {"round": number, "assignment": room.name, "grader": grader.name, "processes": grader.processes}
            runs.append({**run, "label": grader.label, "load_before": round(load, 2), **dataclasses.asdict(outcome)})


def _overhead(options: argparse.Namespace) -> dict[str, Any]:
    """In a process of its own: it changes the engine's functions."""
    path = WORK / "overhead.json"
    count = 4 if options.quick else 20
    command = [sys.executable, "-m", "benchmarks.overhead", "--count", str(count), "--isolation", options.isolation]
    subprocess.run([*command, "--json", path], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _start() -> str:
    """What ``benchmarks/start.py`` prints (fork to first cell, memory of a child); empty when it is not there."""
    if not START.is_file():
        return ""
    return subprocess.run([sys.executable, START], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _setup(options: argparse.Namespace) -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    own = Path(sys.executable).parent
    programs = {"autograder": own} | {name: environments.ensure(name) for name in environments.GRADERS}
    return {
        "machine": f"{len(os.sched_getaffinity(0))} × {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "when": time.strftime("%Y-%m-%d %H:%M %Z"),
        "command": "python -m benchmarks.throughput " + " ".join(sys.argv[1:]),
        "rounds": options.rounds,
        "isolation": options.isolation,
        "versions": {name: environments.versions(path, _PACKAGES) for name, path in programs.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
