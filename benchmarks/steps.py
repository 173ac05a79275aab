"""Where grading spends its time: the engine's own functions, wrapped from outside with a clock."""

from __future__ import annotations

import importlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER_VARIABLE = "AUTOGRADER_BENCHMARK_STEPS"
"""Folder in which workers leave their times, one JSON file for each submission."""

# Step → functions (module, name, method's class or ""), none of which calls another one of this table.
Step = tuple[str, str, str]
IN_WORKER: dict[str, list[Step]] = {
    "read the submission": [("autograder.grading.pipeline", "", "read_notebook")],
    "intake": [("autograder.grading.pipeline", "", "take_in")],
    "start the kernel": [("autograder.grading.kernel", "StudentKernel", "start")],
    "run the cells": [("autograder.grading.run", "NotebookRun", "execute")],
    "pytest and checks": [
        ("autograder.grading.pipeline", "", "load_reference"),
        ("autograder.grading.pipeline", "", "run_checks"),
    ],
    "diagnosis": [
        ("autograder.grading.pipeline", "", "load_misconceptions"),
        ("autograder.grading.diagnosis", "Diagnostician", "diagnose"),
    ],
    "end the kernel": [("autograder.grading.kernel", "StudentKernel", "close")],
    "feedback page": [("autograder.grading.batch", "", "render_html")],
}
IN_MAIN: dict[str, list[Step]] = {
    "gradebook": [("autograder.grading.batch", "", "record")],
    "result files": [("autograder.grading.store", "", "write")],
}


class Clock:
    """Seconds spent in each step, by the wall and of this process's CPU; :meth:`wrap` puts the clock around the functions.

    Attributes:
        missing: functions that the engine does not have any more; their steps are measured without them.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.missing: list[str] = []

    def wrap(self, steps: dict[str, list[Step]]) -> None:
        for step, functions in steps.items():
            self.seconds.setdefault(step, 0.0)
            self.cpu.setdefault(step, 0.0)
            for module, owner, name in functions:
                home: Any = importlib.import_module(module)
                home = getattr(home, owner, None) if owner else home
                function = getattr(home, name, None)
                if function is None:
                    self.missing.append(".".join(part for part in (module, owner, name) if part))
                else:
                    setattr(home, name, self._timed(step, function))

    def _timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            started, cpu = time.perf_counter(), time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds[step] += time.perf_counter() - started
                self.cpu[step] += time.process_time() - cpu

        return timed


def grade_one(*task: Any) -> Any:
    """The worker's task of ``autograder.grading.batch``, with a clock around its steps."""
    from autograder.grading import batch

    clock = Clock()
    clock.wrap(IN_WORKER)
    kernels = _note_kernels()
    started, start_cpu = time.perf_counter(), time.process_time()
    finished = batch.grade_one(*task)
    found = {
        "student": finished.grade.student,
        "worker": time.perf_counter() - started,
        "worker cpu": time.process_time() - start_cpu,
        "start cpu": start_cpu,
        "kernel cpu": sum(kernels),
        "checks": sum(check.seconds for question in finished.grade.questions for check in question.checks),
        "steps": clock.seconds,
        "cpu": clock.cpu,
        "missing": clock.missing,
    }
    path = Path(os.environ[FOLDER_VARIABLE]) / f"{finished.grade.student}.json"
    path.write_text(json.dumps(found))
    return finished


def _note_kernels() -> list[float]:
    """A list that gets the CPU seconds of each sandboxed kernel when it ends; its cells, checks' calls, start and end."""
    from autograder.sandbox import session

    found: list[float] = []
    end = session.End

    def noted(*args: Any, **kwargs: Any) -> Any:
        made = end(*args, **kwargs)
        found.append(made.cpu)
        return made

    session.End = noted  # type: ignore[assignment,misc]  # called like the class it stands for
    return found
