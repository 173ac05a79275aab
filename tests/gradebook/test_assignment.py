"""The assignment in the gradebook."""

from __future__ import annotations

import copy
import dataclasses
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from typing import Any

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from autograder.course import Assignment, Course
from autograder.errors import AuthorError
from autograder.grade import Grade
from autograder.gradebook.write import ensure_assignment, open_gradebook, record

Grades = Callable[..., Grade]


def snapshot(gradebook: Any, assignment: Assignment) -> dict[str, Any]:
    """Everything recorded about the assignment's notebook, without database ids."""
    notebook = gradebook.find_notebook(assignment.notebook, assignment.name)
    names = ("id", "notebook", "assignment")
    cells = [*notebook._base_cells, *notebook.source_cells]
    rows = [(type(cell).__name__, {k: v for k, v in cell.to_dict().items() if k not in names}) for cell in cells]
    found = gradebook.find_assignment(assignment.name)
    return {
        "cells": sorted(rows, key=repr),
        "kernelspec": json.loads(notebook.kernelspec),
        "points": (found.max_score, found.max_code_score, found.max_written_score),
        "duedate": found.duedate,
    }


def test_same_rows_as_generate_assignment(course: Course, assignment: Assignment, source_nb: NotebookNode) -> None:
    """The rows are those that nbgrader's own ``generate_assignment`` leaves for the same source."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    theirs = dataclasses.replace(course, root=course.root.with_name("theirs"))
    shutil.copytree(course.root, theirs.root)
    with open_gradebook(theirs) as gradebook:
        gradebook.add_assignment(assignment.name, duedate=assignment.due)
    config = Config(CourseDirectory={"root": str(theirs.root), "course_id": course.course_id, "assignment_id": assignment.name})
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()

    with open_gradebook(course) as ours, open_gradebook(theirs) as reference:
        ensure_assignment(ours, course, assignment, source_nb)
        assert snapshot(ours, assignment) == snapshot(reference, assignment)
        assert len(snapshot(ours, assignment)["cells"]) == 3 + 3 + 4


def test_source_notebook_is_not_changed(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
) -> None:
    """The notebook given keeps its solutions."""
    before = copy.deepcopy(source_nb)
    ensure_assignment(gradebook, course, assignment, source_nb)
    assert source_nb == before


def test_again_changes_nothing(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode, grade_of: Grades, executed: NotebookNode
) -> None:
    """A second call leaves the same rows, before and after there are submissions."""
    before = snapshot(gradebook, assignment)
    ensure_assignment(gradebook, course, assignment, source_nb)
    assert snapshot(gradebook, assignment) == before
    record(gradebook, course, assignment, grade_of("ada"), executed, None)
    scores = [row.to_dict() for row in gradebook.find_submission_notebook("sums", "sums", "ada").grades]
    ensure_assignment(gradebook, course, assignment, source_nb)
    assert snapshot(gradebook, assignment) == before
    assert [row.to_dict() for row in gradebook.find_submission_notebook("sums", "sums", "ada").grades] == scores


def test_due_date_of_formgrader_stays_without_one_in_the_config(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
) -> None:
    """The config's due date is stored in UTC; a config without one leaves the stored date alone."""
    assert gradebook.find_assignment("sums").duedate == datetime(2026, 1, 31, 12)  # nbgrader stores naive UTC
    ensure_assignment(gradebook, course, dataclasses.replace(assignment, due=None), source_nb)
    assert gradebook.find_assignment("sums").duedate == datetime(2026, 1, 31, 12)  # nbgrader stores naive UTC


class TestChangedSource:
    """A source notebook that changes after submissions were graded."""

    @pytest.fixture(autouse=True)
    def _graded(self, gradebook: Any, course: Course, assignment: Assignment, grade_of: Grades, executed: NotebookNode) -> None:
        record(gradebook, course, assignment, grade_of("ada"), executed, None)

    def test_changed_points_need_a_regrade(
        self, gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
    ) -> None:
        """New points are stored; the submissions' grades of that cell, and of no other, wait."""
        source_nb.cells[2].metadata.nbgrader["points"] = 5
        ensure_assignment(gradebook, course, assignment, source_nb)
        assert gradebook.find_grade("add", "sums", "sums", "ada").max_score == 5
        assert gradebook.find_grade("add", "sums", "sums", "ada").needs_manual_grade
        assert not gradebook.find_grade("double", "sums", "sums", "ada").needs_manual_grade

    def test_added_cell_needs_a_regrade(
        self,
        gradebook: Any,
        course: Course,
        assignment: Assignment,
        source_nb: NotebookNode,
        new_answer: Callable[[str, float], NotebookNode],
    ) -> None:
        """A new cell has a grade, which waits, and a comment in each existing submission."""
        source_nb.cells.append(new_answer("negate", 1))
        ensure_assignment(gradebook, course, assignment, source_nb)
        assert gradebook.find_grade("negate", "sums", "sums", "ada").needs_manual_grade
        assert gradebook.find_comment("negate", "sums", "sums", "ada").auto_comment is None
        assert gradebook.find_grade("add", "sums", "sums", "ada").auto_score == 3

    def test_removed_cell_goes_with_its_automatic_score(
        self, gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
    ) -> None:
        """A removed cell, and an unlocked one, are gone everywhere; the other scores stay."""
        del source_nb.cells[3]
        del source_nb.cells[1].metadata["nbgrader"]
        ensure_assignment(gradebook, course, assignment, source_nb)
        notebook = gradebook.find_notebook("sums", "sums")
        assert {cell.name for cell in notebook._base_cells} == {"add", "explain"}
        assert {cell.name for cell in notebook.source_cells} == {"add", "explain"}
        submission = gradebook.find_submission("sums", "ada")
        assert (submission.score, submission.max_score) == (3, 7)

    @pytest.mark.parametrize("work", ["manual_score", "manual_comment"])
    def test_a_persons_work_is_never_deleted(
        self, gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode, work: str
    ) -> None:
        """Removing a cell that a person scored or commented on is refused, naming it; everything stays."""
        if work == "manual_score":
            gradebook.find_grade("double", "sums", "sums", "ada").manual_score = 1
        else:
            gradebook.find_comment("double", "sums", "sums", "ada").manual_comment = "Nice."
        gradebook.db.commit()
        before = snapshot(gradebook, assignment)
        del source_nb.cells[2:4]
        with pytest.raises(AuthorError, match=r"sums\.ipynb: cell 'double' is gone .* 1 submissions"):
            ensure_assignment(gradebook, course, assignment, source_nb)
        assert snapshot(gradebook, assignment) == before
        assert gradebook.find_grade("add", "sums", "sums", "ada").auto_score == 3

    def test_renamed_notebook_is_refused(
        self, gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
    ) -> None:
        """The old notebook's points would count for nobody: with submissions this is the instructor's to decide."""
        course.source(assignment).rename(course.source(assignment).with_name("adding.ipynb"))
        renamed = dataclasses.replace(assignment, notebook="adding")
        with pytest.raises(AuthorError, match=r"sums\.ipynb is gone, but the gradebook has 1 submissions"):
            ensure_assignment(gradebook, course, renamed, source_nb)


def test_renamed_notebook_without_submissions_is_replaced(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
) -> None:
    """Only the new notebook's points remain."""
    course.source(assignment).rename(course.source(assignment).with_name("adding.ipynb"))
    ensure_assignment(gradebook, course, dataclasses.replace(assignment, notebook="adding"), source_nb)
    assert [notebook.name for notebook in gradebook.find_assignment("sums").notebooks] == ["adding"]
    assert gradebook.find_assignment("sums").max_score == 9


def test_other_notebooks_of_the_assignment_stay(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
) -> None:
    """An nbgrader course may have several notebooks in one assignment; those with a file are left alone."""
    nbformat.write(source_nb, course.source(assignment).with_name("more.ipynb"))
    ensure_assignment(gradebook, course, dataclasses.replace(assignment, notebook="more"), source_nb)
    ensure_assignment(gradebook, course, assignment, source_nb)
    assert [notebook.name for notebook in gradebook.find_assignment("sums").notebooks] == ["more", "sums"]


def test_what_nbgrader_refuses_is_the_authors_error(
    gradebook: Any, course: Course, assignment: Assignment, source_nb: NotebookNode
) -> None:
    """A solution region that never ends is reported with the notebook's path, in one line."""
    source_nb.cells[2].source = "### BEGIN SOLUTION\nx = 1"
    with pytest.raises(AuthorError, match=r"source/sums/sums\.ipynb: ") as raised:
        ensure_assignment(gradebook, course, assignment, source_nb)
    assert "\n" not in str(raised.value)
