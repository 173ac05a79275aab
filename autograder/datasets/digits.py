"""A stand-in for MNIST: scikit-learn's 1,797 handwritten digits of 8×8 pixels, scaled to 28×28.

They are real handwriting (UCI "Optical Recognition of Handwritten Digits"), but coarser and easier than MNIST. Where more are
wanted than there are, a digit is taken again, moved, stretched and inked a little differently.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["make"]

_SEED = 1998
_TEST_SHARE = 0.4
_BOX = 20
"""Pixels of a digit's height and width, centred in 28×28, as in MNIST."""
_SIDE = 28
_CHUNK = 1000


def make(train: int, test: int) -> Mapping[str, NDArray[np.uint8]]:
    """``train`` and ``test`` images (n, 28, 28) with labels (n,); no original digit is behind images of both."""
    from sklearn.datasets import load_digits  # half a second, and only needed where no real data is

    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8) / 16
    rng = np.random.default_rng(_SEED)
    parts: dict[str, list[NDArray[np.int64]]] = {"train": [], "test": []}
    for label in range(10):
        own = rng.permutation(np.flatnonzero(labels == label))
        border = int(len(own) * _TEST_SHARE)
        parts["test"].append(own[:border])
        parts["train"].append(own[border:])
    found: dict[str, NDArray[np.uint8]] = {}
    for name, count in (("train", train), ("test", test)):
        y = np.arange(count) % 10
        originals = np.array([parts[name][label][turn % len(parts[name][label])] for turn, label in _turns(y)], int)
        found[f"x_{name}"] = _written(images[originals], rng)
        found[f"y_{name}"] = y.astype(np.uint8)
    return found


def _turns(labels: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(how often the label came before, the label) for each of ``labels``."""
    seen = [0] * 10
    turns = []
    for label in labels:
        turns.append((seen[label], int(label)))
        seen[label] += 1
    return turns


def _written(small: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.uint8]:
    """8×8 images in 0…1, shape (n, 8, 8), as uint8 images (n, 28, 28): scaled, moved, stretched, inked."""
    parts = [np.empty((0, _SIDE, _SIDE), np.uint8)]
    for start in range(0, len(small), _CHUNK):
        some = small[start : start + _CHUNK]
        rows, columns = _scaling(len(some), rng), _scaling(len(some), rng)
        large = rows @ some @ columns.transpose(0, 2, 1)
        strength = rng.uniform(1.1, 1.6, size=(len(some), 1, 1))
        grain = rng.normal(1.0, 0.08, size=large.shape)
        parts.append((np.clip((large - 0.08) * strength * grain, 0, 1) * 255).astype(np.uint8))
    return np.concatenate(parts)


def _scaling(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Matrices (count, 28, 8) that take 8 pixels to 28 by linear interpolation, each moved and stretched by its own amount."""
    pixels = np.arange(_SIDE) - (_SIDE - 1) / 2
    move = rng.uniform(-1.5, 1.5, size=(count, 1))
    stretch = rng.uniform(0.9, 1.1, size=(count, 1))
    place = (pixels - move) / stretch * 8 / _BOX + 3.5
    weights: NDArray[np.float64] = np.clip(1 - np.abs(place[:, :, None] - np.arange(8)), 0, None)
    return weights
