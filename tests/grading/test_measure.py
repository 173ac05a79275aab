"""Checks repeated in one kernel get the time that all rounds need; each cell and call keeps its own limit."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.authoring.new_course import new_course
from autograder.course import Limits, load_course
from autograder.grading import pipeline
from autograder.grading.material import load_material
from autograder.grading.pipeline import ROUND_SECONDS, measure_submission


class Stop(Exception):
    """Nothing needs to be run."""


def test_the_kernels_life_grows_with_the_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_course(tmp_path / "course")
    course = load_course(tmp_path / "course")
    [assignment] = course.assignments
    material = load_material(course, assignment)
    path = tmp_path / "notebook.ipynb"
    path.write_text(nbformat.writes(material.source))
    given: list[Limits] = []

    def kernel(course: object, limits: Limits, **options: object) -> None:
        given.append(limits)
        raise Stop

    monkeypatch.setattr(pipeline, "StudentKernel", kernel)
    seeds = [lambda check: 1] * 7
    with pytest.raises(Stop):
        measure_submission(course, assignment, path, kernel_seed=1, seeds=seeds, isolation="none", material=material)
    [limits] = given
    ordinary = course.limits_of(assignment)
    assert limits.notebook_seconds == ordinary.notebook_seconds + 7 * ROUND_SECONDS
    assert (limits.cell_seconds, limits.call_seconds, limits.check_seconds) == (
        ordinary.cell_seconds, ordinary.call_seconds, ordinary.check_seconds,
    )  # fmt: skip
