"""Find what is wrong in a source notebook before students see it: what nbgrader would let through."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from autograder.notebook.cells import Problem, cell_name, grade_id_of, grader_data, is_answer
from autograder.notebook.delimiters import delimiter_problems, delimiters
from autograder.notebook.leaks import find_leaks_in_source
from autograder.notebook.regions import blanked
from autograder.notebook.syntax import parse_cell
from autograder.settings import nearest

__all__ = ["Problem", "lint"]

_GRADE_ID = re.compile(r"[a-zA-Z0-9_-]+\Z")
_FLAGS = ("grade", "locked", "solution", "task")
_KEYS = {*_FLAGS, "schema_version", "grade_id", "points", "checksum", "cell_type"}


def lint(source_nb: NotebookNode) -> list[Problem]:
    """All problems of a source notebook, cell by cell and then what shows a solution; an empty list: it can be released.

    Found are: wrong nbgrader metadata, duplicate grade ids, grade cells without points, delimiters that are misspelt,
    unbalanced, nested or in the wrong cell, regions of hidden tests, code answers without a solution region, code that is not
    Python with or without its solution, solution lines that also stand where students see them, and outputs that show one.
    """
    problems: list[Problem] = []
    first_use: dict[str, int] = {}
    for index, cell in enumerate(source_nb.cells):
        name = cell_name(cell, index)
        wrong = list(_metadata_problems(cell))
        problems += [Problem(cell=name, line=0, message=message) for message in wrong]
        if grade_id := grade_id_of(cell):
            if grade_id in first_use:
                message = f"cells {first_use[grade_id] + 1} and {index + 1} have the same grade id; give one of them another"
                problems.append(Problem(cell=name, line=0, message=message))
            first_use.setdefault(grade_id, index)
        in_delimiters = delimiter_problems(cell, name)
        problems += in_delimiters
        if is_answer(cell) and cell.cell_type == "code" and not in_delimiters:
            problems += _code_answer_problems(cell, name)
    return problems + find_leaks_in_source(source_nb)


def _metadata_problems(cell: NotebookNode) -> Iterator[str]:
    if "nbgrader" not in cell.metadata:
        return
    data = grader_data(cell)
    if not data:
        yield "its nbgrader metadata are empty or no object; set the cell's type in nbgrader's toolbar"
        return
    version = data.get("schema_version")
    if version != 3 or isinstance(version, bool):
        yield f"its nbgrader metadata have schema_version {version!r}, 3 is needed; run `nbgrader update` on the notebook"
    for key in data.keys() - _KEYS:
        yield f"unknown nbgrader metadata {key!r}{nearest(key, _KEYS)}; keys of your own go into metadata.autograder"
    for key in _FLAGS:
        if not isinstance(data.get(key, False), bool) or (key != "task" and key not in data):
            yield f"nbgrader metadata {key!r} must be true or false, found {data.get(key, 'nothing')!r}"
    if any(data.get(key) for key in _FLAGS):
        grade_id = data.get("grade_id")
        if not isinstance(grade_id, str) or not _GRADE_ID.match(grade_id):
            yield f"the grade id {grade_id!r} is missing or holds other characters than letters, digits, '_' and '-'"
    yield from _role_problems(cell.cell_type, data)


def _role_problems(cell_type: str, data: dict[str, Any]) -> Iterator[str]:
    if data.get("task"):
        yield "task cells are not graded here; use a text cell marked as manually graded answer"
    elif data.get("grade") and not data.get("solution"):
        yield "a test cell cannot carry points: they come from hidden checks; make it read-only, give the points to the answer"
    elif data.get("solution") and data.get("locked"):
        yield "an answer cell cannot be locked: students could not fill it in"
    elif cell_type == "raw" and (data.get("grade") or data.get("solution")):
        yield "an answer cell must be a code or a text cell"
    elif cell_type == "markdown" and data.get("solution") and not data.get("grade"):
        yield "a text answer needs points, as a person grades it; mark the cell as manually graded answer"
    if not data.get("grade"):
        return
    points = data.get("points")
    if points is None:
        yield "it is graded, but has no points"
    elif isinstance(points, bool) or not isinstance(points, (int, float)) or not math.isfinite(points):
        yield f"its points are {points!r}; set a number"
    elif points < 0:
        yield f"its points are negative ({points})"
    elif points == 0 and cell_type == "code":
        yield "it is graded, but has 0 points; give it points, or unset grade if none are meant"


def _code_answer_problems(cell: NotebookNode, name: str) -> Iterator[Problem]:
    if not delimiters(cell.source, "code"):
        # nbgrader would replace the whole cell, and students would not even see the name of the function they are to write.
        message = "the answer cell has no solution; put it between ### BEGIN SOLUTION and ### END SOLUTION"
        yield Problem(cell=name, line=0, message=message)
        return
    for solution in (True, False):
        try:
            parse_cell(blanked(cell.source, solution=solution))
        except SyntaxError as problem:
            message = f"{'with' if solution else 'without'} its solution the cell is not Python: {problem.msg}"
            yield Problem(cell=name, line=problem.lineno or 0, message=message)
            return
