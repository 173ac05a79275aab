"""A small course with one assignment of three questions, and grades for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import pytest
from nbformat import v4
from nbformat.notebooknode import NotebookNode

from autograder.course import Assignment, Course
from autograder.grade import CheckResult, Grade, QuestionResult
from autograder.gradebook.write import ensure_assignment, open_gradebook

DUE = datetime(2026, 1, 31, 12, tzinfo=UTC)


def nbgrader_cell(cell: NotebookNode, grade_id: str, *, points: float | None = None, solution: bool = False) -> NotebookNode:
    """``cell`` with nbgrader's metadata: graded when it has points, locked when it is no solution."""
    mark = {"schema_version": 3, "grade_id": grade_id, "grade": points is not None, "solution": solution}
    cell.metadata["nbgrader"] = mark | {"locked": not solution} | ({} if points is None else {"points": points})
    cell["id"] = grade_id
    return cell


def answer(grade_id: str, points: float) -> NotebookNode:
    body = f"def {grade_id}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    return nbgrader_cell(v4.new_code_cell(body), grade_id, points=points, solution=True)


def make_source() -> NotebookNode:
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Sums\n\nAdd <b>numbers</b>.", id="title"),
            nbgrader_cell(v4.new_code_cell("import math"), "imports"),
            answer("add", 3),
            answer("double", 2),
            nbgrader_cell(v4.new_markdown_cell("*Your words here.*"), "explain", points=4, solution=True),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def make_executed() -> NotebookNode:
    """What a student who solved everything handed in, after its run."""
    executed = make_source()
    for cell in executed.cells:
        cell.source = cell.source.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
        if cell.cell_type == "code":
            cell.execution_count = 1
            cell.outputs = [v4.new_output("stream", name="stdout", text="ran\n")]
    executed.cells[-1].source = "The answer is *commutative*."
    return executed


def make_grade(student: str, *, add: float = 3.0, digest: str = "d1", **changes: object) -> Grade:
    """A grade of ``sums``: ``add`` of 3 points by three checks, all 2 points of ``double``; ``explain`` waits for a person."""
    checks = tuple(
        CheckResult(
            check=f"test_add::test_{i}",
            title=f"Property {i} of add.",
            question="add",
            weight=1,
            status="passed" if i < add else "failed",
            message="" if i < add else f"`add` returned a wrong value in case {i}.",
            hint="Look at the sign.",
        )
        for i in range(3)
    )
    questions = (
        QuestionResult(grade_id="add", title="Add", score=add, max_score=3, checks=checks),
        QuestionResult(grade_id="double", title="Double", score=2, max_score=2),
        QuestionResult(grade_id="explain", title="Explain", score=0, max_score=4, manual=True),
    )
    grade = Grade(
        student=student,
        assignment="sums",
        status="needs_manual",
        score=add + 2,
        max_score=9,
        questions=questions,
        submission_digest=digest,
    )
    return msgspec.structs.replace(grade, **changes)


def make_course(root: Path) -> Course:
    """A course folder with one assignment, its source notebook in place."""
    assignment = Assignment(name="sums", due=DUE)
    course = Course(name="Arithmetic", course_id="arith", assignments=[assignment], root=root)
    course.source(assignment).parent.mkdir(parents=True)
    nbformat.write(make_source(), course.source(assignment))
    return course


def make_jupyter_environment(folder: Path) -> dict[str, str]:
    """Environment for nbgrader's commands and a Jupyter server: nothing outside ``folder`` is read or written."""
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "XDG_CACHE_HOME")
    folders = {name: folder / name.lower() for name in names}
    for path in folders.values():
        path.mkdir(parents=True)
    scripts = Path(sys.executable).parent
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "XDG", "PYTEST"))}
    return {**kept, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", **{name: str(path) for name, path in folders.items()}}


@pytest.fixture(scope="session")
def grade_of() -> Callable[..., Grade]:
    """:func:`make_grade`."""
    return make_grade


@pytest.fixture(scope="session")
def new_answer() -> Callable[[str, float], NotebookNode]:
    """:func:`answer`."""
    return answer


@pytest.fixture(scope="session")
def course_in() -> Callable[[Path], Course]:
    """:func:`make_course`."""
    return make_course


@pytest.fixture(scope="session")
def executed_notebook() -> Callable[[], NotebookNode]:
    """:func:`make_executed`."""
    return make_executed


@pytest.fixture(scope="session")
def jupyter_environment_in() -> Callable[[Path], dict[str, str]]:
    """:func:`make_jupyter_environment`."""
    return make_jupyter_environment


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture
def assignment(course: Course) -> Assignment:
    return course.assignments[0]


@pytest.fixture
def source_nb() -> NotebookNode:
    return make_source()


@pytest.fixture
def executed() -> NotebookNode:
    return make_executed()


@pytest.fixture
def gradebook(course: Course, assignment: Assignment, source_nb: NotebookNode) -> Iterator[Any]:
    """The course's gradebook, the assignment recorded."""
    with open_gradebook(course) as opened:
        ensure_assignment(opened, course, assignment, source_nb)
        yield opened
