"""A course is loaded once from its folder, and every mistake in it is named with file and line."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import CONFIG_NAME, Assignment, Course, Dataset, Limits, load_course
from autograder.errors import ConfigError, UsageError

GOOD = """
from autograder.course import Assignment, Course, Limits

course = Course(
    name="Deep Learning", course_id="dl",
    assignments=[Assignment(name="conv_by_hand"), Assignment(name="custom_loss", limits=Limits(cells=5))],
)
"""


def write(folder: Path, text: str) -> Path:
    (folder / CONFIG_NAME).write_text(text)
    return folder


def test_the_course_is_found_from_a_folder_below_it(tmp_path: Path) -> None:
    below = write(tmp_path, GOOD) / "source" / "conv_by_hand"
    below.mkdir(parents=True)
    course = load_course(below)
    assert (course.name, course.root) == ("Deep Learning", tmp_path)
    assert course.source(course.assignment("conv_by_hand")) == below / "conv_by_hand.ipynb"


def test_an_assignment_can_have_limits_of_its_own(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, GOOD))
    assert course.limits_of(course.assignment("custom_loss")).cells == 5
    assert course.limits_of(course.assignment("conv_by_hand")) == Limits()


def test_an_unknown_assignment_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'custom_loss'"):
        load_course(write(tmp_path, GOOD)).assignment("custm_loss")


def test_a_folder_without_a_course_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="autograder init"):
        load_course(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("course_id", "corse_id"), [":4:", "corse_id='dl'", "'course_id'"]),
        (GOOD.replace("cells=5", "cells=0"), [":6:", "cells=0"]),
        (GOOD.replace("cells=5", "gpu=1.5"), [":6:", "gpu=1.5", "from 0 to 1"]),
        (GOOD.replace("cells=5", "gpu=-0.5"), [":6:", "gpu=-0.5", "from 0 to 1"]),
        ("course = (", [":1:", "SyntaxError"]),
        ("import os\nos.nothing", [":2:", "AttributeError"]),
        ("cuorse = 1", ["course = Course(…)", "NoneType"]),
    ],
)
def test_a_wrong_config_is_named_with_file_and_line(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load_course(write(tmp_path, text))
    for word in [CONFIG_NAME, *words]:
        assert word in str(caught.value)


def mnist(**given: object) -> Dataset:
    return Dataset(**{"name": "mnist", "train": 100, "test": 10, **given})  # type: ignore[arg-type]  # wrong types are the test


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: mnist(name="minst"), "Dataset.name='minst' is no data set that can be served; did you mean 'mnist'?"),
        (lambda: mnist(train=0), "Dataset.train=0 of 'mnist' must be at least 1"),
        (lambda: mnist(hidden=-1), "Dataset.hidden=-1 of 'mnist' must be at least 0"),
        (lambda: mnist(test="10"), "Dataset.test='10' must be of type int, not str"),
        (lambda: Dataset(name="mnist", train=5), "Dataset: the setting 'test' is missing"),
        (lambda: Assignment(name="lab", dataset=[mnist()]), "did you mean 'datasets'?"),
        (
            lambda: Assignment(name="lab", datasets=[mnist(), mnist(train=1)]),
            "Assignment.datasets of 'lab': 'mnist' stands twice",
        ),
        (lambda: Assignment(name="lab", datasets=["mnist"]), "must be of type Dataset, not str"),
        (lambda: Assignment(name="lab", files=["a.npz", "a.npz"]), "Assignment.files of 'lab': 'a.npz' stands twice"),
        (lambda: Assignment(name="lab", files=["../a.npz"]), "'../a.npz' must be a file name without a folder"),
        (lambda: Assignment(name="lab", files=[".."]), "'..' must be a file name without a folder"),
        (lambda: Course(name="c", course_id="c", data="../shared"), "Course.data='../shared' must be a list or tuple, not str"),
        (lambda: Course(name="c", course_id="c", download="no"), "Course.download='no' must be of type bool, not str"),
    ],
)
def test_wrong_settings_of_data_are_refused_by_name(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make()
    assert words in str(caught.value)


def test_settings_of_data_are_kept(tmp_path: Path) -> None:
    course = Course(
        name="c", course_id="c", assignments=[Assignment(name="lab", datasets=[mnist()])], data=["../shared", tmp_path]
    )
    assert course.data == (Path("../shared"), tmp_path)
    assert course.assignments[0].datasets == (Dataset(name="mnist", train=100, test=10, hidden=0),)


def test_places_of_data_are_found_from_the_course_folder(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    course = load_course(write(folder, GOOD.replace('course_id="dl",', 'course_id="dl", data=["../shared", "/data"],')))
    assert course.data == (tmp_path / "shared", Path("/data"))


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, GOOD))
    assert len(course.secret()) == 32
    assert course.secret() == load_course(tmp_path).secret()
    assert stat.S_IMODE((course.private / "secret").stat().st_mode) == 0o600


def test_a_relative_database_lies_in_the_course_folder(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, GOOD))
    assert course.database_url == f"sqlite:///{tmp_path.resolve()}/gradebook.db"
    assert Assignment(name="a_b").title == "A b"
