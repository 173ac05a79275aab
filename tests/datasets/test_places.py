"""Data is looked for in $AUTOGRADER_DATA, then in the course's places in order, then in Keras' cache."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.datasets import places
from autograder.datasets.images import KINDS
from autograder.errors import ConfigError


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_the_first_place_wins(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = dataclasses.replace(course, data=(Path("first"), tmp_path / "second"))
    assert places.find_file(course, "w.npz") is None
    cached = touch(tmp_path / "keras" / "datasets" / "w.npz")
    assert places.find_file(course, "w.npz") == cached
    second = touch(tmp_path / "second" / "w.npz")
    assert places.find_file(course, "w.npz") == second
    first = touch(course.root / "first" / "w.npz")
    assert places.find_file(course, "w.npz") == first
    named = touch(tmp_path / "named" / "w.npz")
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path / "named"))
    assert places.find_file(course, "w.npz") == named
    monkeypatch.setenv("AUTOGRADER_DATA", "stand-in")
    assert places.find_file(course, "w.npz") is None


def test_a_variable_that_names_no_folder_is_refused(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match=r"AUTOGRADER_DATA=.*nowhere' is no folder"):
        places.find_file(course, "w.npz")
    with pytest.raises(ConfigError, match="is no folder"):
        places.find_images(course, KINDS["mnist"])


def test_a_whole_data_set_is_preferred_to_a_part_of_it(course: Course) -> None:
    part = touch(course.root / "data" / "cifar10_subset.npz")
    assert places.find_images(course, KINDS["cifar10"]) == part
    whole = touch(course.root / "data" / "cifar10.npz")
    assert places.find_images(course, KINDS["cifar10"]) == whole


def test_keras_cache_is_found_unless_the_stand_in_is_asked_for(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = tmp_path / "keras" / "datasets" / "cifar-10-batches-py-target"
    assert places.find_cached(KINDS["cifar10"]) is None
    cached.mkdir(parents=True)
    assert places.find_cached(KINDS["cifar10"]) == cached
    monkeypatch.setenv("AUTOGRADER_DATA", "stand-in")
    assert places.find_cached(KINDS["cifar10"]) is None


def test_a_changed_file_has_another_stamp(tmp_path: Path) -> None:
    path = touch(tmp_path / "w.npz")
    before = places.stamp(path)
    path.write_bytes(b"more")
    assert places.stamp(path) != before
