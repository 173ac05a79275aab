"""What several checks of shuffled_mnist need: parts of a result, random weights, and models whose training is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.grading.check import require


@pytest.fixture
def parts() -> Callable[[Any, int, str], list[np.ndarray[Any, Any]]]:
    """``parts(result, 3, "shuffle_sets(…)")``: the three arrays of numbers in a student's result; else the check fails."""

    def taken(result: Any, count: int, what: str) -> list[np.ndarray[Any, Any]]:
        fits = isinstance(result, (tuple, list)) and len(result) == count
        require(fits, f"{what} should return {count} arrays, separated by commas.")
        arrays = [np.asarray(part) if isinstance(part, np.ndarray) else np.empty(0, object) for part in result]
        require(all(array.dtype.kind in "biuf" for array in arrays), f"{what} should return {count} arrays of numbers.")
        return arrays

    return taken


@pytest.fixture
def random_weights(rng: np.random.Generator) -> Callable[[Sequence[np.ndarray[Any, Any]]], list[np.ndarray[Any, Any]]]:
    """``random_weights(model.get_weights())``: float32 arrays of the same shapes, biases included, for outputs of size 1."""

    def drawn(weights: Sequence[np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
        scales = [np.sqrt(2 / np.prod(w.shape[:-1])) if w.ndim > 1 else 0.3 for w in weights]
        return [rng.normal(scale=s, size=w.shape).astype(np.float32) for s, w in zip(scales, weights, strict=True)]

    return drawn


@pytest.fixture
def resting() -> Callable[[Any, Any], Any]:
    """``resting(student, model)``: a copy of the check's model in the student's kernel that no training changes (rate 0)."""
    return lambda student, model: student.given(
        model, optimizer={"name": "sgd", "learning_rate": 0.0}, loss="categorical_crossentropy", metrics=["accuracy"]
    )


@pytest.fixture
def pixels_per_class() -> Callable[..., dict[str, np.ndarray[Any, Any]]]:
    """``pixels_per_class(rng, places, said, 30, 18)``: data of 4×5 pixels in which class c lights the pixel ``places[c]``.

    Of the 60 test labels 30 are right, 18 are what ``said`` gives for the image's class, and the others are neither. A network
    that has learned the data has the accuracy 30/60; one that answers ``said[c]`` where c is right has 18/60.
    """

    def made(rng: np.random.Generator, places: Any, said: Any, right: int, as_said: int) -> dict[str, np.ndarray[Any, Any]]:
        data: dict[str, np.ndarray[Any, Any]] = {}
        for name, size in (("train", 60), ("val", 20), ("test", 60)):
            classes = rng.permutation(np.arange(size) % 10)
            x = np.zeros((size, 20), np.float32)
            x[np.arange(size), places[classes]] = 1
            data[f"x_{name}"], data[f"y_{name}"] = x.reshape(size, 4, 5, 1), classes
        truth = data["y_test"]
        others = np.array([rng.choice(np.setdiff1d(np.arange(10), [c, said[c]])) for c in truth])
        end = right + as_said
        data["y_test"] = np.concatenate([truth[:right], said[truth[right:end]], others[end:]])
        return data

    return made
