"""Whatever file is handed in as a notebook, it is refused in the student's words or can be graded."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import strategies as st

from autograder.course import Limits
from autograder.errors import SubmissionError
from autograder.feedback.gradescope import results_json
from autograder.feedback.html import render_html
from autograder.grade import Grade
from autograder.notebook.cells import grade_cells, grade_id_of
from autograder.notebook.intake import take_in
from autograder.notebook.read import read_notebook
from autograder.notebook.release import to_bytes
from tests.attacks import attack
from tests.attacks.test_attacks import active_content
from tests.fuzz import strategies
from tests.fuzz.cases import count, fuzz

LIMITS = Limits(cells=60, notebook_mb=0.5)
RIGHT = attack.right_submission()

PIECES = [b'"', b"}", b"]", b",", b"\0", b"\\ud83d", b"1e999", b"null", b"{", b"\xff"]
pieces = st.one_of(st.binary(max_size=8), st.sampled_from(PIECES))
places = st.tuples(st.integers(0, len(RIGHT.encode())), st.integers(0, 40), pieces)
paths = st.lists(st.integers(0, 30), max_size=6)
changes = st.tuples(paths, st.one_of(strategies.json_values, strategies.nested), st.booleans())
cells = strategies.records(
    cell_type=st.sampled_from(["code", "markdown", "raw"]),
    source=strategies.texts,
    metadata=strategies.records(nbgrader=strategies.records(grade_id=st.sampled_from(["softmax", "why", "imports"]))),
    id=strategies.texts,
)
notebooks = strategies.records(
    cells=st.lists(cells, max_size=5), nbformat=st.just(4), nbformat_minor=st.integers(0, 9), metadata=strategies.json_values
)


def change(document: Any, path: list[int], value: Any, remove: bool) -> None:
    """Replace, add or remove a value; each number of ``path`` chooses a container inside the one before."""
    *above, last = path or [0]
    for number in above:
        items = list(document.values()) if isinstance(document, dict) else document
        inner = [item for item in items if isinstance(item, (dict, list))]
        if inner:
            document = inner[number % len(inner)]
    keys = list(document) if isinstance(document, dict) else list(range(len(document)))
    if remove and keys:
        del document[keys[last % len(keys)]]
    elif keys and last % 3:
        document[keys[last % len(keys)]] = value
    elif isinstance(document, list):
        document.append(value)
    else:
        document[str(value)[:20]] = value


def read(path: Path) -> nbformat.NotebookNode | None:
    """The notebook, or None for one that is refused in one line."""
    try:
        notebook, _ = read_notebook(path, LIMITS)
    except SubmissionError as problem:
        if "\n" in problem.reason.encode().decode():
            raise
        return None
    return notebook


def grade_as_far_as_files_go(path: Path, raw: bytes) -> bool:
    """Read, take in, show and store one file; whether it was a notebook."""
    path.write_bytes(raw)
    submission = read(path)
    if submission is None:
        return False
    source, release = attack.material()
    intake = take_in(source, release, submission)
    assert set(intake.sources) == {cell.grade_id for cell in grade_cells(source)}
    taken = {grade_id_of(cell): cell.source for cell in intake.notebook.cells}
    for cell in release.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            assert taken[grade_id_of(cell)] == cell.source
    nbformat.validate(nbformat.reads(to_bytes(intake.notebook).decode(), as_version=4))
    grade = Grade(student="ann", assignment="lab", status="graded", score=0.0, max_score=11.0, findings=intake.findings)
    assert active_content(render_html(grade, intake.notebook, "Course", "Lab")) == []
    json.dumps(results_json(grade), ensure_ascii=False).encode()
    return True


@fuzz(1500, edits=st.lists(places, min_size=1, max_size=4))
def test_damaged_notebooks(tmp_path: Path, edits: list[tuple[int, int, bytes]]) -> None:
    """A notebook with some bytes changed is refused or graded; locked cells stay the instructor's."""
    raw = RIGHT.encode()
    for start, length, piece in edits:
        raw = raw[:start] + piece + raw[start + length :]
    grade_as_far_as_files_go(tmp_path / "lab.ipynb", raw)
    count("notebooks with changed bytes")


@fuzz(1500, edits=st.lists(changes, min_size=1, max_size=4))
def test_changed_notebooks(tmp_path: Path, edits: list[tuple[list[int], Any, bool]]) -> None:
    """The same for a notebook with some values changed, whatever their type."""
    document = json.loads(RIGHT)
    for path, value, remove in edits:
        change(document, path, copy.deepcopy(value), remove)
    grade_as_far_as_files_go(tmp_path / "lab.ipynb", json.dumps(document).encode())
    count("notebooks with changed values")


@fuzz(1000, value=st.one_of(strategies.json_values, strategies.nested, notebooks, notebooks))
def test_any_json(tmp_path: Path, value: Any) -> None:
    """The same for any JSON, nearly a notebook or not."""
    grade_as_far_as_files_go(tmp_path / "lab.ipynb", json.dumps(value).encode())
    count("notebooks of any JSON")


@fuzz(1000, raw=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_bytes(tmp_path: Path, raw: bytes) -> None:
    """The same for any bytes, which are hardly ever a notebook."""
    grade_as_far_as_files_go(tmp_path / "lab.ipynb", raw)
    count("notebooks of any bytes")


def test_the_unchanged_notebook_is_graded(tmp_path: Path) -> None:
    """The tests above are not empty: the notebook they damage is a good one."""
    assert grade_as_far_as_files_go(tmp_path / "lab.ipynb", RIGHT.encode())
    with pytest.raises(SubmissionError):
        read_notebook(tmp_path / "missing.ipynb", LIMITS)
