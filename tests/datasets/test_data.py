"""A check's ``data`` gives served and hidden images, read-only, and names what an assignment does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.course import Assignment, Course
from autograder.datasets.data import NO_DATA, CourseData
from autograder.datasets.prepare import prepare
from autograder.errors import AuthorError


@pytest.fixture
def data(course: Course, lab: Assignment, write_mnist: Callable[..., Path]) -> CourseData:
    write_mnist()
    (course.root / "data" / "weights.npz").write_bytes(b"weights")
    return CourseData(prepare(course, lab))


def test_it_gives_all_six_arrays_and_their_source(data: CourseData) -> None:
    images = data("mnist")
    assert images.source == "real"
    assert [len(x) for x in (images.x_train, images.x_test, images.x_hidden)] == [20, 10, 10]
    for y in (images.y_train, images.y_test, images.y_hidden):
        assert len(set(np.bincount(y).tolist())) == 1  # balanced
    assert data("mnist") is images


def test_a_check_cannot_change_them_for_the_next(data: CourseData) -> None:
    with pytest.raises(ValueError, match="read-only"):
        data("mnist").x_test[0] = 1


def test_a_file_is_given_by_name(data: CourseData) -> None:
    path = data.file("weights.npz")
    assert path is not None
    assert path.read_bytes() == b"weights"
    assert data.file("other.npz") is None


def test_what_the_assignment_does_not_name_is_the_authors_error(data: CourseData) -> None:
    with pytest.raises(AuthorError, match=r"Assignment\.datasets has no 'mnits'; did you mean 'mnist'"):
        data("mnits")
    with pytest.raises(AttributeError, match="did you mean 'x_hidden'"):
        data("mnist").x_hiden  # noqa: B018  # the access is the test


def test_without_data_there_is_none() -> None:
    with pytest.raises(AuthorError, match="has no 'mnist'"):
        NO_DATA("mnist")
    assert NO_DATA.file("weights.npz") is None
