"""A course with data of its own, and no other place to find any."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Assignment, Course, Dataset


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose place ``data`` is an empty folder; Keras has cached nothing."""
    monkeypatch.delenv("AUTOGRADER_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "course" / "data").mkdir(parents=True)
    return dataclasses.replace(Course(name="Course", course_id="course", data=["data"]), root=tmp_path / "course")


@pytest.fixture
def lab() -> Assignment:
    return Assignment(name="lab", datasets=[Dataset(name="mnist", train=20, test=10, hidden=10)], files=["weights.npz"])


@pytest.fixture
def write_mnist(course: Course) -> Callable[..., Path]:
    """``write_mnist(train=…, test=…)``: a file ``mnist.npz`` whose every image holds its own number in its first two pixels."""

    def write(folder: Path = course.root / "data", *, train: int = 50, test: int = 40, **arrays: Any) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        made: dict[str, Any] = {}
        for part, count in (("train", train), ("test", test)):
            images = np.zeros((count, 28, 28), np.uint8)
            images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(count), 256)
            made |= {f"x_{part}": images, f"y_{part}": (np.arange(count) % 10).astype(np.uint8)}
        path = folder / "mnist.npz"
        np.savez(path, **{**made, **arrays})
        return path

    return write
