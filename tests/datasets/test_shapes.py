"""The stand-in for CIFAR-10 has its form; pixels alone say little, shapes and textures say which class it is."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from autograder.datasets import shapes


@pytest.fixture(scope="module")
def made() -> dict[str, np.ndarray]:
    return dict(shapes.make(1000, 500))


def test_it_has_the_form_of_cifar10(made: dict[str, np.ndarray]) -> None:
    assert (made["x_train"].shape, made["y_train"].shape) == ((1000, 32, 32, 3), (1000, 1))
    assert {array.dtype for array in made.values()} == {np.dtype(np.uint8)}
    assert np.bincount(made["y_test"].reshape(-1)).tolist() == [50] * 10


def test_it_is_the_same_every_time(made: dict[str, np.ndarray]) -> None:
    again = shapes.make(1000, 500)
    assert all((again[name] == made[name]).all() for name in made)


def test_raw_pixels_say_little_and_edges_say_more(made: dict[str, np.ndarray]) -> None:
    def edges(images: np.ndarray) -> np.ndarray:
        """The strength of steps down, right and along both diagonals, as four small filters see them; shape (n, 5)."""
        gray = images.mean(axis=-1) / 255
        steps = [np.diff(gray, axis=1)[:, :, 1:], np.diff(gray, axis=2)[:, 1:]]
        steps += [gray[:, 1:, 1:] - gray[:, :-1, :-1], gray[:, 1:, :-1] - gray[:, :-1, 1:]]
        strengths = [abs(step).mean(axis=(1, 2)) for step in steps]
        total = sum(strengths)
        return np.stack([*(s / total for s in strengths), total], axis=1) * 10

    def score(see: object) -> float:
        train, test = see(made["x_train"][:300]), see(made["x_test"])  # type: ignore[operator]  # functions of images
        model = LogisticRegression(max_iter=2000).fit(train, made["y_train"][:300].reshape(-1))
        return float(model.score(test, made["y_test"].reshape(-1)))

    pixels = score(lambda images: images.reshape(len(images), -1) / 255)
    assert pixels < 0.3
    assert score(edges) > pixels + 0.15
