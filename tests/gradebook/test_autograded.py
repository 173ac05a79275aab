"""The notebook in ``autograded/``."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4
from nbformat.notebooknode import NotebookNode

from autograder.course import Assignment, Course
from autograder.grade import Finding, Grade
from autograder.gradebook.autograded import recorded_digest
from autograder.gradebook.write import record


@pytest.fixture
def shown(
    gradebook: Any, course: Course, assignment: Assignment, grade_of: Callable[..., Grade]
) -> Callable[..., NotebookNode]:
    """``shown(executed, **grade)``: the written notebook, read back and validated by nbgrader and nbformat."""

    def call(executed: NotebookNode, **changes: Any) -> NotebookNode:
        from nbgrader.nbgraderformat import MetadataValidator

        record(gradebook, course, assignment, grade_of("ada", **changes), executed, None)
        notebook = nbformat.read(course.autograded(assignment, "ada"), as_version=4)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        return notebook

    return call


def marks(notebook: NotebookNode) -> list[str]:
    return [cell.metadata.nbgrader.grade_id if "nbgrader" in cell.metadata else "" for cell in notebook.cells]


def test_cells_keep_source_and_outputs_and_have_nbgraders_metadata(shown: Any, executed: NotebookNode) -> None:
    """Answers and outputs are the student's; points, kinds and checksums are the gradebook's."""
    before = copy.deepcopy(executed)
    notebook = shown(executed)
    assert executed == before
    assert marks(notebook) == ["", "imports", "add", "double", "explain"]
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in executed.cells]
    assert notebook.cells[2].outputs[0].text == "ran\n"
    mark = dict(notebook.cells[2].metadata.nbgrader)
    assert len(mark.pop("checksum")) == 32
    assert mark == {
        "schema_version": 3,
        "grade_id": "add",
        "grade": True,
        "solution": True,
        "task": False,
        "locked": False,
        "points": 3.0,
        "cell_type": "code",
    }
    assert notebook.metadata.kernelspec.name == "python3"


def test_metadata_of_the_submission_has_no_say(shown: Any, executed: NotebookNode) -> None:
    """Points written into the notebook, a second cell with an id and unknown ids do not count; a forged language is gone."""
    executed.cells[2].metadata.nbgrader["points"] = 1000
    executed.cells.append(copy.deepcopy(executed.cells[2]))
    executed.cells.append(v4.new_code_cell("x = 1", metadata={"nbgrader": {"grade_id": "bonus", "points": 9, "grade": True}}))
    executed.cells.append(v4.new_code_cell("x = 2", metadata={"nbgrader": "odd", "tags": ['"><script>']}))
    executed.metadata["language_info"] = {"name": "<script>", "pygments_lexer": "html"}
    notebook = shown(executed)
    assert marks(notebook) == ["", "imports", "add", "double", "explain", "", "", ""]
    assert notebook.cells[2].metadata.nbgrader.points == 3
    assert [dict(cell.metadata) for cell in notebook.cells[5:]] == [{}, {}, {}]
    assert notebook.metadata.language_info == {"name": "python"}


def test_missing_grade_cells_are_added_empty(shown: Any, executed: NotebookNode) -> None:
    """A cell that is not in the notebook can still be scored by a person."""
    del executed.cells[3]
    notebook = shown(executed)
    assert marks(notebook) == ["", "imports", "add", "explain", "double"]
    assert (notebook.cells[4].cell_type, notebook.cells[4].source) == ("code", "")


def test_findings_about_the_whole_notebook_stand_at_the_top(shown: Any, executed: NotebookNode) -> None:
    """What has no answer cell to stand beside is not lost; what has one is not repeated."""
    findings = (
        Finding(kind="stopped", cell="", message="Your notebook ran too long."),
        Finding(kind="locked_cell_changed", cell="imports", message="We restored this cell."),
        Finding(kind="cell_error", cell="add", message="This cell failed."),
    )
    notebook = shown(executed, findings=findings)
    assert notebook.cells[0].source == (
        "**Notes of the autograder**\n\n- Your notebook ran too long.\n- imports: We restored this cell."
    )
    assert marks(notebook) == ["", "", "imports", "add", "double", "explain"]


def test_instructors_html_stays_in_the_text(shown: Any, executed: NotebookNode) -> None:
    """The source notebook's own HTML is shown, a student's is not."""
    executed.cells[-1].source = "Add <b>numbers</b>."
    notebook = shown(executed)
    assert notebook.cells[0].source == "# Sums\n\nAdd <b>numbers</b>."
    assert notebook.cells[-1].source == "```\nAdd <b>numbers</b>.\n```"


def test_digest_is_read_back(shown: Any, executed: NotebookNode, course: Course, assignment: Assignment) -> None:
    """The notebook remembers the submission it was made from."""
    shown(executed, digest="abc")
    assert recorded_digest(course.autograded(assignment, "ada")) == "abc"


@pytest.mark.parametrize("content", [None, "", "[]", '{"metadata": {}}', '{"metadata": {"autograder": 1}}'])
def test_unknown_digest_is_empty(tmp_path: Path, content: str | None) -> None:
    """No file, a broken one and one of nbgrader's own give no digest."""
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content)
    assert recorded_digest(path) == ""
