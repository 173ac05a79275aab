"""The graders that are compared: each grades the same class, from a fresh copy of its course, and says what it gave to whom."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from benchmarks import environments
from benchmarks.classroom import ROOT, Classroom, hand_in, nbgrader_source, nbgrader_submission, otter_tests
from benchmarks.cpu import CpuGroup

Command = list[str | Path]
Chain = list[tuple[Command, Path]]
"""Commands, each with its working folder, that run one after the other."""

_OWN_PROGRAMS = ROOT / ".venv" / "bin"
_SCORES = """
    select submitted_assignment.student_id, sum(grade.auto_score)
    from grade
    join submitted_notebook on grade.notebook_id = submitted_notebook.id
    join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
    group by submitted_assignment.student_id
"""


@dataclass(frozen=True)
class Outcome:
    """One class graded once."""

    seconds: float
    """From the first process's start to the last one's end."""
    steady_seconds: float | None
    """Per submission, between the first results and the last one; None for fewer than two submissions per process."""
    cpu_seconds: float | None
    """CPU time of all processes, start included: what is left of a comparison when others use the machine too. None where
    the machine does not tell."""
    scores: dict[str, float]
    """Student → points given automatically."""


class Grader(ABC):
    """One grader with a number of processes (ours: slots) side by side."""

    name: str
    kinds = ("process", "processes")

    def __init__(self, processes: int, folder: Path) -> None:
        self.processes = processes
        self._prepared = folder / f"{self.name}-{processes}"
        self._copy = folder / f"{self.name}-{processes}-run"
        self._home = folder / "home"

    @property
    def label(self) -> str:
        return f"{self.name}, {self.processes} {self.kinds[self.processes > 1]}"

    @abstractmethod
    def prepare(self, classroom: Classroom) -> None:
        """Make everything that a class needs before it is graded; this is not timed."""

    @abstractmethod
    def commands(self, classroom: Classroom) -> list[Chain]:
        """What each process runs."""

    @abstractmethod
    def results(self, classroom: Classroom) -> Iterable[Path]:
        """Files of the run that appear when a submission is done."""

    @abstractmethod
    def scores(self, classroom: Classroom) -> dict[str, float]:
        """What the run gave to whom."""

    def run(self, classroom: Classroom, on_progress: Callable[[int], None] = lambda done: None) -> Outcome:
        """Grade the class in a fresh copy of what was prepared.

        Raises RuntimeError, with what was printed last, when a command fails.
        """
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._prepared, self._copy)
        environ = environments.environ(self._programs(), self._home)
        with CpuGroup() as group:
            started = time.time()
            workers = [_Worker(chain, environ, group) for chain in self.commands(classroom)]
            for worker in workers:
                worker.start()
            for worker in workers:
                while worker.is_alive():
                    worker.join(timeout=0.5)
                    on_progress(sum(1 for _ in self.results(classroom)))
            cpu = group.seconds
        for worker in workers:
            if worker.problem:
                raise RuntimeError(f"{self.label}, {classroom.name}: {worker.problem}")
        seconds = max(worker.ended for worker in workers) - started
        times = sorted(path.stat().st_mtime for path in self.results(classroom))
        return Outcome(seconds, steady(times, self.processes), cpu, self.scores(classroom))

    def _programs(self) -> Path:
        return environments.ensure(self.name)


class Autograder(Grader):
    """This project's ``autograder grade``: one process, ``processes`` slots."""

    name = "autograder"
    kinds = ("slot", "slots")

    def __init__(self, processes: int, folder: Path, isolation: str = "sandbox") -> None:
        super().__init__(processes, folder)
        self._isolation = isolation

    def prepare(self, classroom: Classroom) -> None:
        hand_in(classroom)
        shutil.rmtree(self._prepared, ignore_errors=True)
        shutil.copytree(classroom.course.root, self._prepared)

    def commands(self, classroom: Classroom) -> list[Chain]:
        options = ["--jobs", str(self.processes), "--isolation", self._isolation]
        return [[([_OWN_PROGRAMS / "autograder", "grade", classroom.name, *options], self._copy)]]

    def results(self, classroom: Classroom) -> Iterable[Path]:
        return self._copy.glob(f"results/*/{classroom.name}/grade.json")

    def scores(self, classroom: Classroom) -> dict[str, float]:
        found = {}
        for path in self.results(classroom):
            questions = json.loads(path.read_text())["grade"]["questions"]
            found[path.parts[-3]] = sum(question["score"] for question in questions if not question.get("manual"))
        return found

    def _programs(self) -> Path:
        return _OWN_PROGRAMS


class Nbgrader(Grader):
    """``nbgrader autograde``; several processes have a part of the class and a gradebook each."""

    name = "nbgrader"

    def prepare(self, classroom: Classroom) -> None:
        programs = self._programs()
        shutil.rmtree(self._prepared, ignore_errors=True)
        students = list(classroom.notebooks)
        for part in range(self.processes):
            folder = self._prepared / str(part)
            source = folder / "source" / classroom.name / f"{classroom.assignment.notebook}.ipynb"
            source.parent.mkdir(parents=True)
            (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n')
            nbformat.write(nbgrader_source(classroom), source)
            command: Command = [programs / "nbgrader", "generate_assignment", classroom.name]
            _run(command, folder, environments.environ(programs, self._home))
            release = nbformat.read(folder / "release" / classroom.name / source.name, as_version=4)
            for student in students[part * len(students) // self.processes : (part + 1) * len(students) // self.processes]:
                path = folder / "submitted" / student / classroom.name / source.name
                path.parent.mkdir(parents=True)
                nbformat.write(nbgrader_submission(release, classroom.notebooks[student]), path)

    def commands(self, classroom: Classroom) -> list[Chain]:
        command: Command = [self._programs() / "nbgrader", "autograde", classroom.name]
        return [[(command, self._copy / str(part))] for part in range(self.processes)]

    def results(self, classroom: Classroom) -> Iterable[Path]:
        # Written twice, before and after its cells are run; the time of the second writing counts.
        return self._copy.glob(f"*/autograded/*/{classroom.name}/*.ipynb")

    def scores(self, classroom: Classroom) -> dict[str, float]:
        found: dict[str, float] = {}
        for part in range(self.processes):
            with sqlite3.connect(self._copy / str(part) / "gradebook.db") as database:
                found |= dict(database.execute(_SCORES).fetchall())
            database.close()
        return found


class Otter(Grader):
    """``otter run``, which grades one submission; several processes have a part of the class each."""

    name = "otter"

    def prepare(self, classroom: Classroom) -> None:
        programs = self._programs()
        otter_tests(classroom, self._prepared)
        options = ["--no-config", "--no-requirements", "--no-environment"]
        command: Command = [programs / "otter", "generate", "-t", "tests", "-o", "autograder.zip", *options, "hidden_checks.py"]
        _run(command, self._prepared, environments.environ(programs, self._home))
        for student, notebook in classroom.notebooks.items():
            (self._prepared / student).mkdir()
            nbformat.write(notebook, self._prepared / student / "submission.ipynb")

    def commands(self, classroom: Classroom) -> list[Chain]:
        program = self._programs() / "otter"
        chains: list[Chain] = [[] for _ in range(self.processes)]
        for i, student in enumerate(classroom.notebooks):
            command: Command = [
                program,
                "run",
                "-a",
                "autograder.zip",
                "-o",
                student,
                "--no-logo",
                f"{student}/submission.ipynb",
            ]
            chains[i * self.processes // len(classroom.notebooks)].append((command, self._copy))
        return chains

    def results(self, classroom: Classroom) -> Iterable[Path]:
        return self._copy.glob("*/results.json")

    def scores(self, classroom: Classroom) -> dict[str, float]:
        found = {}
        for path in self.results(classroom):
            found[path.parent.name] = sum(test.get("score", 0.0) for test in json.loads(path.read_text())["tests"])
        return found


class _Worker(threading.Thread):
    """Commands that run one after the other; stops at the first that fails."""

    def __init__(self, commands: Chain, environ: dict[str, str], group: CpuGroup) -> None:
        super().__init__(daemon=True)
        self._commands, self._environ, self._group = commands, environ, group
        self.problem = ""
        self.ended = 0.0

    def run(self) -> None:
        try:
            for command, folder in self._commands:
                _run(self._group.inside(command), folder, self._environ)
        except RuntimeError as problem:
            self.problem = str(problem)
        self.ended = time.time()


def _run(command: Command, folder: Path, environ: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}: {said}")


def steady(times: list[float], processes: int) -> float | None:
    """Seconds per submission between the first result of every process and the last result of all."""
    if len(times) < 2 * processes:
        return None
    return (times[-1] - times[processes - 1]) / (len(times) - processes)
