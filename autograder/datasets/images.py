"""The data sets the course knows: names, forms, and the four arrays of each in Keras' layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from autograder.datasets import digits, shapes
from autograder.errors import ConfigError

__all__ = ["ARRAYS", "KINDS", "Images", "Kind", "read_npz"]

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
Images = Mapping[str, NDArray[np.uint8]]
"""Arrays by name, those of :data:`ARRAYS` and, in a cut, ``x_hidden`` and ``y_hidden``; all uint8."""


@dataclass(frozen=True)
class Kind:
    """One data set of ``keras.datasets``.

    Attributes:
        title: as people write it.
        image: shape of one image.
        label: shape of one label: () or (1,), as Keras has it.
        files: names of ``.npz`` files that may hold it, the best first.
        cached: what Keras leaves in ``~/.keras/datasets`` when it has downloaded it.
        stand_in: makes (train, test) images and their labels, any number of each, classes balanced.
        stand_in_words: what the stand-in is, for people.
    """

    title: str
    image: tuple[int, ...]
    label: tuple[int, ...]
    files: tuple[str, ...]
    cached: tuple[str, ...]
    stand_in: Callable[[int, int], Images]
    stand_in_words: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "mnist": Kind(
            "MNIST", (28, 28), (), ("mnist.npz",), ("mnist.npz",),
            digits.make, "scikit-learn's digits scaled to 28×28",
        ),
        "cifar10": Kind(
            "CIFAR-10", (32, 32, 3), (1,), ("cifar10.npz", "cifar10_subset.npz"), ("cifar-10-batches-py-target",),
            shapes.make, "drawn shapes and textures in ten classes",
        ),
    }
)  # fmt: skip


def read_npz(path: Path, kind: Kind) -> Images:
    """The four arrays in ``path``. Raises ConfigError when it cannot be read or does not hold ``kind``'s form."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            found = {name: np.asarray(file[name], dtype=np.uint8) for name in ARRAYS}
    except Exception as problem:  # a damaged archive raises nearly anything
        reason = f"{type(problem).__name__}: {problem}"
        raise ConfigError(f"{path}: cannot be read as {kind.title} ({reason}); mend or remove it") from None
    for part in ("train", "test"):
        x, y = found[f"x_{part}"], found[f"y_{part}"]
        if x.shape[1:] != kind.image or y.shape != (len(x), *kind.label):
            raise ConfigError(f"{path}: x_{part} has shape {x.shape} and y_{part} {y.shape}, not those of {kind.title}")
    return found
