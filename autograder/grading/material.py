"""An assignment's material, read once for a class."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course import Assignment, Course
from autograder.datasets.prepare import Cut, prepare
from autograder.errors import AuthorError, SubmissionError
from autograder.notebook.cells import GradeCell, grade_cells
from autograder.notebook.read import read_notebook
from autograder.notebook.release import make_release

__all__ = ["Material", "load_material"]


@dataclass(frozen=True, kw_only=True)
class Material:
    """An assignment's notebooks and data, prepared once for a class."""

    source: NotebookNode
    release: NotebookNode
    cells: tuple[GradeCell, ...]
    data: Cut | None = None


def load_material(course: Course, assignment: Assignment) -> Material:
    """Read and check the source notebook, and cut the data if that was not done before.

    Raises:
        AuthorError: naming every problem of the notebook.
        ConfigError: a data file is damaged or too small.
    """
    try:
        source, _ = read_notebook(course.source(assignment), course.limits_of(assignment))
    except SubmissionError as problem:
        raise AuthorError(str(problem)) from None
    return Material(source=source, release=make_release(source), cells=grade_cells(source), data=prepare(course, assignment))
