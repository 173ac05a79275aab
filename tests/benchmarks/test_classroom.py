"""Every grader gets the same work: the same answers, the same check functions, the same points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.notebook.cells import grade_cells
from autograder.notebook.read import read_notebook
from benchmarks.classroom import Classroom, make_class, make_course, nbgrader_source, nbgrader_submission

# A submission with its tests, run without Jupyter; prints the names of the test cells that pass.
RUN = """
import json, sys
cells = json.load(open(sys.argv[1]))
In, passed = [], []
for name, source in cells:
    In.append(source)
    try:
        exec(compile(source, name, "exec"))
    except Exception as problem:
        continue
    passed.append(name)
print(json.dumps(passed))
"""


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    course = make_course(tmp_path / "course")
    return make_class(course, course.assignment("conv_by_hand"), 4)


def test_points_of_the_checks_are_the_points_of_the_questions(classroom: Classroom) -> None:
    """The hidden test cells for nbgrader together have the points of the automatically graded cells."""
    source, _ = read_notebook(classroom.course.source(classroom.assignment), classroom.course.limits)
    wanted = sum(cell.points for cell in grade_cells(source) if cell.kind == "auto")
    made = nbgrader_source(classroom)
    points = [cell.metadata.nbgrader.points for cell in made.cells if cell.cell_type == "code" and is_test(cell)]
    assert len(points) == len(classroom.checks) + 1
    assert sum(points) == pytest.approx(wanted)


def is_test(cell: object) -> bool:
    own = cell.metadata.get("nbgrader")  # type: ignore[attr-defined]  # a NotebookNode
    return bool(own) and own.grade and own.locked


def test_checks_in_the_kernel_tell_right_from_wrong(classroom: Classroom, tmp_path: Path) -> None:
    """In the student's own process, every check passes for the solution and at least one fails for a misconception."""
    source = nbgrader_source(classroom)
    right, wrong = (passed(nbgrader_submission(source, classroom.notebooks[s]), tmp_path) for s in ("student000", "student001"))
    names = {f"{check.module}-{check.name}" for check in classroom.checks}
    assert names <= right
    assert names - wrong
    assert "test_conv2d-test_bias_is_added_once" in names


def passed(notebook: object, folder: Path) -> set[str]:
    """The test cells that pass; figures and comparisons with torch and Keras are left out, they only take time."""
    cells = []
    for cell in notebook.cells:  # type: ignore[attr-defined]  # a NotebookNode
        own = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and own and (own.solution or own.grade):
            cells.append((own.grade_id, cell.source))
    path = folder / "cells.json"
    path.write_text(json.dumps([("imports", "import numpy as np"), *cells]))
    environ = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", RUN, path], env=environ, check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))
