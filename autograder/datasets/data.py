"""``data`` in a hidden check: the images the student is served, the hidden ones, and the course's files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from autograder.datasets.prepare import Cut
from autograder.errors import AuthorError
from autograder.settings import nearest

__all__ = ["NO_DATA", "CourseData", "LabelledImages"]


class LabelledImages:
    """One data set's arrays, each read on first use; read-only, uint8, in the shapes of ``keras.datasets``.

    Attributes:
        source: ``real`` (the course's files), ``keras`` (its cache or download) or ``stand-in``.
        x_train, y_train, x_test, y_test: what the student is served.
        x_hidden, y_hidden: images of the test split that no student's kernel ever holds but as inputs of a prediction.
    """

    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    x_hidden: NDArray[np.uint8]
    y_hidden: NDArray[np.uint8]
    source: Literal["real", "keras", "stand-in"]

    def __init__(self, cut: Cut, name: str) -> None:
        self._cut, self._name = cut, name
        self.source = cut.sources[name]  # type: ignore[assignment]  # one of the three by construction

    def __getattr__(self, array: str) -> NDArray[np.uint8]:
        if array not in LabelledImages.__annotations__:
            raise AttributeError(f"no {array!r} in the data set{nearest(array, LabelledImages.__annotations__)}")
        folder = self._cut.hidden if array.endswith("_hidden") else self._cut.served
        values: NDArray[np.uint8] = np.load(folder / self._name / f"{array}.npy", allow_pickle=False)
        values.setflags(write=False)
        setattr(self, array, values)
        return values


class CourseData:
    """``data("mnist")`` and ``data.file("weights.npz")`` of one assignment."""

    def __init__(self, cut: Cut | None) -> None:
        """``cut``: None for an assignment without data."""
        self._cut = cut
        self._images: dict[str, LabelledImages] = {}

    def __call__(self, name: str) -> LabelledImages:
        """The data set called ``name``; AuthorError when the assignment does not name it."""
        if self._cut is None or name not in self._cut.sources:
            known = self._cut.sources if self._cut is not None else ()
            raise AuthorError(f"Assignment.datasets has no {name!r}{nearest(name, known)}; add it to course_config.py")
        if name not in self._images:
            self._images[name] = LabelledImages(self._cut, name)
        return self._images[name]

    def file(self, name: str) -> Path | None:
        """The course's copy of a file of ``Assignment.files``; None when this machine has none."""
        if self._cut is None:
            return None
        path = self._cut.served / "files" / name
        return path if path.is_file() else None


NO_DATA = CourseData(None)
