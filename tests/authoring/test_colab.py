"""The Open-in-Colab badge of a release."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.generate import generate
from autograder.authoring.new_course import new_course
from autograder.course import Course, load_course
from autograder.errors import ConfigError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    new_course(tmp_path)
    return load_course(tmp_path)


def released(course: Course) -> nbformat.NotebookNode:
    generate(course, course.assignments[0])
    return nbformat.read(course.release(course.assignments[0]), as_version=4)


def test_a_course_with_a_public_repository_gets_a_badge_that_opens_the_release(course: Course) -> None:
    plain = released(course)
    badged = released(dataclasses.replace(course, repository="school/deep-learning@2026/autumn"))
    nbformat.validate(badged)
    place = "github/school/deep-learning/blob/2026/autumn/release/first_loss/first_loss.ipynb"
    assert f"(https://colab.research.google.com/{place})" in badged.cells[0].source
    assert badged.cells[1:] == plain.cells


def test_without_a_branch_it_is_main(course: Course) -> None:
    assert "/school/dl/blob/main/release/" in released(dataclasses.replace(course, repository="school/dl")).cells[0].source


@pytest.mark.parametrize("wrong", ["school", "https://github.com/school/dl", "school/dl@", "school/d l", "a/b)[x](y"])
def test_what_is_no_repository_is_refused(course: Course, wrong: str) -> None:
    with pytest.raises(ConfigError, match="owner/name"):
        dataclasses.replace(course, repository=wrong)
