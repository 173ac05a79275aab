"""A graded notebook loads the course's data, and a check sees more of it than the student, with and without the sandbox."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import Assignment, Course, Dataset
from autograder.datasets.prepare import served_folder
from autograder.grading.kernel import Isolation
from autograder.grading.material import load_material
from autograder.grading.pipeline import grade_submission
from autograder.grading.receipt import circumstances, material_digest

LOAD = """
import keras, os
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
print(len(x_train), len(x_test))
print("sees the hidden images:", os.path.exists("HIDDEN"))
"""
ANSWER = """
### BEGIN SOLUTION
def total(images):
    return images.astype(float).sum(axis=(1, 2))
### END SOLUTION
"""
CHECK = """
from autograder.grading.check import agree, check, require

@check("q")
def test_total(student, data):
    '''The function adds up pixels.'''
    images = data("mnist")
    require(images.source == "real", "the wrong data")
    require((student["x_test"] == images.x_test).all(), "other data than is served")
    agree(student.total(images.x_hidden), images.x_hidden.astype(float).sum(axis=(1, 2)), "hidden images")
    assert data.file("notes.txt").read_text() == "notes"
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course of one assignment whose data lies beside it."""
    monkeypatch.delenv("AUTOGRADER_DATA", raising=False)
    lab = Assignment(name="lab", datasets=[Dataset(name="mnist", train=30, test=10, hidden=10)], files=["notes.txt"])
    made = Course(
        name="Course", course_id="course", assignments=[lab], data=["data"], preload=["numpy", "keras"],
        environment=["KERAS_BACKEND=torch"],
    )  # fmt: skip
    course = dataclasses.replace(made, root=tmp_path)
    answer = {"nbgrader": {"grade": True, "solution": True, "locked": False, "points": 2, "grade_id": "q", "schema_version": 3}}
    cells = [
        new_markdown_cell("# Lab"),
        new_code_cell(LOAD.replace("HIDDEN", str(tmp_path / ".autograder" / "datasets" / "hidden"))),
        new_code_cell(ANSWER, metadata=answer),
    ]
    for path, text in (
        (course.source(lab), nbformat.writes(new_notebook(cells=cells))),
        (course.reference(lab) / "reference.py", ""),
        (course.checks(lab) / "test_q.py", CHECK),
        (tmp_path / "data" / "notes.txt", "notes"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    write_images(tmp_path / "data" / "mnist.npz", 1)
    return course


def write_images(path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    arrays: dict[str, Any] = {}
    for part in ("train", "test"):
        arrays[f"x_{part}"] = rng.integers(0, 256, size=(40, 28, 28), dtype=np.uint8)
        arrays[f"y_{part}"] = (np.arange(40) % 10).astype(np.uint8)
    np.savez(path, **arrays)


def slots(course: Course, isolation: Isolation) -> Any:
    if isolation == "none":
        return nullcontext(SimpleNamespace(sockets=[None]))
    if sys.platform != "linux":
        pytest.skip("the sandbox needs Linux")
    from autograder.sandbox.slot import SlotPool

    return SlotPool(1, preload=course.preload, environ=course.environ(), hidden=[course.root], data=served_folder(course))


@pytest.mark.parametrize("isolation", ["sandbox", "none"])
def test_the_notebook_gets_the_cut_and_the_check_the_hidden_images(course: Course, isolation: Isolation) -> None:
    lab = course.assignments[0]
    with slots(course, isolation) as pool:
        graded = grade_submission(course, lab, "ann", course.source(lab), isolation=isolation, slot=pool.sockets[0])
    assert graded.problems == ()
    assert [(check.status, check.message) for check in graded.grade.questions[0].checks] == [("passed", "")]
    assert graded.notebook is not None
    [output] = graded.notebook.cells[1].outputs
    line = "MNIST: 30 training and 10 test images (the real ones, cut to the grading budget)"
    sees = isolation == "none"  # without a sandbox nothing is hidden from the notebook
    assert output.text.splitlines() == [line, "30 10", f"sees the hidden images: {sees}"]


@pytest.mark.parametrize(
    "change",
    [
        lambda course: write_images(course.root / "data" / "mnist.npz", 2),
        lambda course: (course.root / "data" / "notes.txt").write_text("other notes"),
    ],
)
def test_other_data_is_other_material(course: Course, change: Callable[[Course], object]) -> None:
    lab = course.assignments[0]
    before = material_digest(circumstances(course, lab))
    assert material_digest(circumstances(course, lab)) == before
    change(course)
    assert material_digest(circumstances(course, lab)) != before


def test_an_assignment_without_data_has_none(course: Course) -> None:
    plain = dataclasses.replace(course.assignments[0], datasets=(), files=())
    assert load_material(course, plain).data is None
    assert material_digest(circumstances(course, plain)) != material_digest(circumstances(course, course.assignments[0]))
