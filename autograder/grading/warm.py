"""Imported once by the server of workers: importing this module takes the paths of a grading that are slow the first time.

Templates, lexers and schema validators are compiled on first use; the instructor's cells, reference and misconceptions are the
same for a whole class. Read, compiled and shown here, before the fork, every worker inherits them.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Limits, load_course
from autograder.feedback.html import render_html
from autograder.grade import CheckResult, Diagnosis, Finding, Grade, QuestionResult
from autograder.grading import batch
from autograder.grading.material import load_material
from autograder.grading.plugin import OPTIONS, alone
from autograder.grading.preload import MATERIAL_VARIABLE
from autograder.grading.reference import compile_all
from autograder.notebook.read import read_notebook

__all__ = ["batch"]

_NOTEBOOK = new_notebook(
    cells=[
        new_markdown_cell("# A title\n\nText with `code`, $x^2$ and a list:\n\n- one"),
        new_code_cell("def f(x):\n    return x", outputs=[new_output("stream", text="\x1b[31mred\x1b[0m\n")]),
    ]
)
_CHECK = CheckResult(
    check="test_q::test_a", title="A", question="q", weight=1.0, status="failed", message="m", hint="h",
    diagnosis=Diagnosis(name="n", title="t", hint="h"),
)  # fmt: skip
_GRADE = Grade(
    student="s", assignment="a", status="graded", score=0.0, max_score=1.0,
    questions=(QuestionResult(grade_id="q", title="Q", score=0.0, max_score=1.0, checks=(_CHECK,)),),
    findings=(Finding(kind="empty_answer", cell="q", message="m"),),
)  # fmt: skip


def warm_up() -> None:
    """Read, check and show a notebook of no importance."""
    render_html(_GRADE, _NOTEBOOK, "Course", "Assignment")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notebook.ipynb")
        path.write_text(nbformat.writes(_NOTEBOOK))
        read_notebook(path, Limits())
        Path(folder, "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        with alone(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main([*OPTIONS, "-c", os.devnull, "--rootdir", folder, folder])


def warm_up_material(text: str) -> None:
    """Read, compile and show the material that ``text`` names (see :mod:`autograder.grading.preload`).

    What is wrong with it is the first worker's to report: here it would end the server of workers.
    """
    root, *names = text.split("\n")
    for name in names:
        with contextlib.suppress(Exception):
            course = load_course(root)
            assignment = course.assignment(name)
            compile_all(course.reference(assignment))
            render_html(_GRADE, load_material(course, assignment).source, course.name, assignment.title)


warm_up()
if MATERIAL_VARIABLE in os.environ:
    warm_up_material(os.environ[MATERIAL_VARIABLE])
