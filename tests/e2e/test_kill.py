"""Whatever is killed in the middle of a class, the same command finishes it with the same scores and leaves nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from autograder.authoring.examples import Example, hand_in
from autograder.authoring.new_course import new_course
from autograder.course import load_course
from autograder.notebook.overlay import read_overlay

STUDENTS = ("anna", "ben", "clara", "david")
SLOW = '"""A {name} answer."""\n{base}\n# %% [append]\nimport time\ntime.sleep(1.5)\n'
PATIENCE = 120.0


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A class of four: two solved notebooks, two untouched, each busy for a moment."""
    folder = tmp_path / "course"
    new_course(folder)
    loaded = load_course(folder)
    examples = []
    for number, student in enumerate(STUDENTS):
        path = tmp_path / f"{student}.py"
        path.write_text(SLOW.format(name=student, base='BASE = "release"' if number % 2 else ""))
        examples.append(Example(student=student, overlay=read_overlay(path), expected={}, file=None))
    hand_in(loaded, loaded.assignments[0], examples)
    return folder


@pytest.fixture
def grading(course: Path) -> Iterator[psutil.Popen]:
    """The class being graded: one student is done, others are at work."""
    process = psutil.Popen(command(course), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    await_that(lambda: len(done(course)) >= 1 or process.poll() is not None)
    assert process.poll() is None, "the class was graded before anything could be killed"
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def command(course: Path) -> list[str]:
    json_file = str(course.parent / "grades.json")
    return [sys.executable, "-m", "autograder.cli.main", "grade", "--course", str(course), "--jobs", "2", "--json", json_file]


def done(course: Path) -> set[str]:
    return {path.parts[-3] for path in course.glob("results/*/*/grade.json")}


def await_that(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def scores(course: Path) -> dict[str, tuple[str, float]]:
    grades = json.loads((course.parent / "grades.json").read_text())
    return {grade["student"]: (grade["status"], grade["score"]) for grade in grades}


def expected() -> dict[str, tuple[str, float]]:
    return {student: ("graded", 0.0) if number % 2 else ("needs_manual", 3.0) for number, student in enumerate(STUDENTS)}


def family(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in process.children(recursive=True) if lives(child)]


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def running(process: psutil.Process, words: str) -> list[psutil.Process]:
    return [child for child in family(process) if words in " ".join(child.cmdline())]


def fork_server(process: psutil.Process) -> list[psutil.Process]:
    """The innermost fork server of each slot that has a student's kernel: the kernel's parent."""
    return [kernel.parent() for kernel in kernels(process)]


def kernels(process: psutil.Process) -> list[psutil.Process]:
    """Students' kernels: fork servers' forks, two processes below the one bubblewrap started."""
    servers = running(process, "autograder.sandbox.server")
    return [child for child in servers if child.parent() in servers and child.parent().parent() in servers]


def worker(process: psutil.Process) -> list[psutil.Process]:
    """Trusted workers: forks of the server of workers."""
    forks = running(process, "multiprocessing.forkserver")
    return [child for child in forks if child.parent() in forks]


def worker_server(process: psutil.Process) -> list[psutil.Process]:
    return [child.parent() for child in worker(process)]


def kill(process: psutil.Process, find: Callable[[psutil.Process], list[psutil.Process]]) -> None:
    """Kill the first process that ``find`` finds, as soon as there is one."""
    victims: list[psutil.Process] = []

    def found() -> bool:
        assert process.poll() is None, "the class was graded before anything could be killed"
        with contextlib.suppress(psutil.NoSuchProcess):
            victims.extend(find(process))
        return bool(victims)

    await_that(found)
    victims[0].send_signal(signal.SIGKILL)


@pytest.mark.parametrize("victim", [fork_server, kernels, worker, worker_server], ids=lambda victim: victim.__name__)
def test_the_class_is_finished_all_the_same(
    course: Path, grading: psutil.Popen, victim: Callable[[psutil.Process], list[psutil.Process]]
) -> None:
    everyone = family(grading)
    kill(grading, victim)
    assert grading.wait(timeout=PATIENCE) == 0
    assert scores(course) == expected()
    await_that(lambda: not any(lives(child) for child in everyone))


def test_a_killed_main_process_leaves_nothing_and_can_be_called_again(course: Path, grading: psutil.Popen) -> None:
    everyone = family(grading)
    grading.send_signal(signal.SIGKILL)
    grading.wait(timeout=PATIENCE)
    await_that(lambda: not any(lives(child) for child in everyone))
    before = done(course)
    assert before < set(STUDENTS)
    stamps = {student: os.stat(course / "results" / student / "first_loss" / "grade.json").st_mtime_ns for student in before}
    again = subprocess.run(command(course), capture_output=True, text=True, timeout=PATIENCE)
    assert again.returncode == 0, again.stderr
    assert scores(course) == expected()
    for student, stamp in stamps.items():
        assert os.stat(course / "results" / student / "first_loss" / "grade.json").st_mtime_ns == stamp, "graded twice"
