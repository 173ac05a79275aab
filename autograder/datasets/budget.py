"""Which images of a data set are served and which are hidden: a fixed choice, balanced by class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.course import Dataset
from autograder.datasets.images import Images

__all__ = ["choose", "cut"]

_SEED = 20240229
"""Any fixed number: the same budget then means the same images, on every machine."""


def choose(labels: NDArray[np.uint8], counts: Sequence[int]) -> list[NDArray[np.int64]]:
    """Disjoint index sets of the given sizes, each in mixed order and as balanced as the classes allow.

    Args:
        labels: one per image, shape (n,) or (n, 1).
        counts: sizes; together at most n.

    Raises:
        ValueError: there are too few images.
    """
    labels = labels.reshape(-1)
    if sum(counts) > len(labels):
        raise ValueError(f"{sum(counts):,} images are wanted, {len(labels):,} are there")
    rng = np.random.default_rng(_SEED)
    left = [rng.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    chosen = []
    for count in counts:
        shares = _shares([len(pool) for pool in left], count)
        taken = [pool[:share] for pool, share in zip(left, shares, strict=True)]
        left = [pool[share:] for pool, share in zip(left, shares, strict=True)]
        chosen.append(rng.permutation(np.concatenate([np.empty(0, np.int64), *taken])))
    return chosen


def _shares(sizes: Sequence[int], count: int) -> list[int]:
    """``count`` spread over classes of these sizes as evenly as they allow, the earlier classes one more if it must be."""
    shares = [0] * len(sizes)
    while count:
        open_classes = [place for place, size in enumerate(sizes) if shares[place] < size]
        step = min(count // len(open_classes), *(sizes[place] - shares[place] for place in open_classes))
        for place in open_classes if step else open_classes[:count]:
            shares[place] += step or 1
            count -= step or 1
    return shares


def cut(images: Images, budget: Dataset) -> Images:
    """``images`` cut to ``budget``: hidden and test images come from the test split and share none.

    Raises:
        ValueError: there are too few images.
    """
    [train] = choose(images["y_train"], [budget.train])
    test, hidden = choose(images["y_test"], [budget.test, budget.hidden])
    return {
        "x_train": images["x_train"][train],
        "y_train": images["y_train"][train],
        "x_test": images["x_test"][test],
        "y_test": images["y_test"][test],
        "x_hidden": images["x_test"][hidden],
        "y_hidden": images["y_test"][hidden],
    }
