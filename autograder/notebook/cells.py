"""What a notebook's cells are for: answer, locked, free; grade cells with their points and titles."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container
from typing import Any, Literal

import msgspec
from nbformat import NotebookNode

from autograder.errors import AuthorError

__all__ = [
    "GradeCell",
    "Problem",
    "cell_name",
    "grade_cells",
    "grade_id_of",
    "grader_data",
    "is_answer",
    "is_locked",
    "named_cells",
    "notebook_title",
    "unused_id",
]

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.+?)\s*#*\s*\Z")
_FENCE = re.compile(r" {0,3}(```|~~~)")


class GradeCell(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that earns points."""

    grade_id: str
    points: float
    """Points for a right answer, from nbgrader's metadata."""
    kind: Literal["auto", "manual"]
    """auto: code, graded by hidden checks. manual: text, graded by a person."""
    cell_type: str
    index: int
    """0-based position among all cells of the notebook."""
    title: str
    """Heading above the cell, else the ``grade_id``."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something an author must mend in a notebook."""

    cell: str
    """``grade_id``, or ``cell 7`` (1-based position among all cells) for a cell without one."""
    line: int
    """1-based line in the cell's source; 0 where no line can be named."""
    message: str

    def __str__(self) -> str:
        where = f"cell {self.cell}" if not self.cell.startswith("cell ") else self.cell
        return f"{where}, line {self.line}: {self.message}" if self.line else f"{where}: {self.message}"


def grader_data(cell: NotebookNode) -> dict[str, Any]:
    """nbgrader's metadata of ``cell``; empty where there is none or it is no object."""
    found = cell.get("metadata", {}).get("nbgrader")
    return found if isinstance(found, dict) else {}


def grade_id_of(cell: NotebookNode) -> str:
    """The cell's ``grade_id``; empty for a cell without one."""
    found = grader_data(cell).get("grade_id")
    return found if isinstance(found, str) else ""


def is_answer(cell: NotebookNode) -> bool:
    """True for a cell the student is asked to fill in."""
    return grader_data(cell).get("solution") is True and bool(grade_id_of(cell))


def is_locked(cell: NotebookNode) -> bool:
    """True for a cell the student must leave as it is."""
    data = grader_data(cell)
    return not is_answer(cell) and bool(grade_id_of(cell)) and (data.get("locked") is True or data.get("grade") is True)


def cell_name(cell: NotebookNode, index: int) -> str:
    """``grade_id``, or ``cell 7`` (1-based) for the cell at ``index`` (0-based) without one."""
    return grade_id_of(cell) or f"cell {index + 1}"


def named_cells(nb: NotebookNode) -> dict[str, NotebookNode]:
    """Answer and locked cells by ``grade_id``, in the notebook's order; the first of two with the same id."""
    found: dict[str, NotebookNode] = {}
    for cell in nb.cells:
        if is_answer(cell) or is_locked(cell):
            found.setdefault(grade_id_of(cell), cell)
    return found


def grade_cells(nb: NotebookNode) -> tuple[GradeCell, ...]:
    """The cells of ``nb`` that carry points, in order.

    Raises:
        AuthorError: the points of a grade cell are missing, negative or no number.
    """
    headings = _headings(nb)
    found = [
        (index, cell) for index, cell in enumerate(nb.cells) if grader_data(cell).get("grade") is True and grade_id_of(cell)
    ]
    shared = Counter(headings[index] for index, _ in found)
    made = []
    for index, cell in found:
        heading, name = headings[index], grade_id_of(cell)
        title = f"{heading} ({name})" if heading and shared[heading] > 1 else heading or name
        kind: Literal["auto", "manual"] = "auto" if cell.cell_type == "code" else "manual"
        made.append(
            GradeCell(grade_id=name, points=_points(cell), kind=kind, cell_type=cell.cell_type, index=index, title=title)
        )
    return tuple(made)


def notebook_title(nb: NotebookNode) -> str:
    """Text of the first level-1 heading; empty where there is none."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for level, text in _headings_in(cell.source):
                if level == 1:
                    return text
    return ""


def unused_id(wanted: str, taken: Container[str]) -> str:
    """A valid cell id that is not ``taken``: ``wanted`` without characters that ids may not have, or with a number."""
    stem = re.sub(r"[^a-zA-Z0-9_-]+", "-", wanted)[:56] or "cell"
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def _points(cell: NotebookNode) -> float:
    points = grader_data(cell).get("points")
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not 0 <= points < math.inf:
        raise AuthorError(f"cell {grade_id_of(cell)}: its points are {points!r}; set a number of 0 or more")
    return float(points)


def _headings(nb: NotebookNode) -> list[str]:
    """For each cell the nearest heading in the text above it; the notebook's title does not count."""
    found, current, title_seen = [], "", False
    for cell in nb.cells:
        found.append(current)
        if cell.cell_type == "markdown" and not is_answer(cell):
            for level, text in _headings_in(cell.source):
                if level == 1 and not title_seen:
                    title_seen = True
                else:
                    current = text
    return found


def _headings_in(markdown: str) -> list[tuple[int, str]]:
    found, fenced = [], False
    for line in markdown.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (match := _HEADING.match(line)):
            found.append((len(match[1]), re.sub(r"[*`]", "", match[2])))
    return found
