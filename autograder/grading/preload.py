"""What a class's workers share: imported, read and compiled once in their server, while the sandboxes start."""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from autograder.course import Assignment, Course
from autograder.grading import workers

__all__ = ["MATERIAL_VARIABLE", "preload_of", "start_workers"]

MATERIAL_VARIABLE = "AUTOGRADER_WARM"
"""Environment variable for :mod:`autograder.grading.warm`: the course folder and the assignments, a line each."""


def start_workers(course: Course, assignments: Sequence[Assignment], also: Sequence[str] = ()) -> None:
    """Start the server of workers, which warms up on its own time; one that runs already stays as it is.

    ``also``: modules that it imports besides :func:`preload_of`.
    """
    if "KERAS_BACKEND" in course.environ():  # references and checks compute with what the students' kernels have
        os.environ.setdefault("KERAS_BACKEND", course.environ()["KERAS_BACKEND"])
    os.environ[MATERIAL_VARIABLE] = "\n".join([str(course.root), *(assignment.name for assignment in assignments)])
    workers.start_server([*preload_of(course, assignments), *also])


def preload_of(course: Course, assignments: Sequence[Assignment]) -> list[str]:
    """What makes a worker quick, and what the assignments' references and checks import: else each worker imports it again."""
    names = {"autograder.grading.warm"}
    for folder in [place(assignment) for assignment in assignments for place in (course.reference, course.checks)]:
        for path in sorted(folder.glob("*.py")):
            with contextlib.suppress(SyntaxError):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Import):
                        names |= {alias.name for alias in node.names}
                    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                        names.add(node.module)
    return sorted(name for name in names if name.split(".")[0] not in sys.stdlib_module_names and find_spec(name.split(".")[0]))
