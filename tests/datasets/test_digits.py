"""The stand-in for MNIST has its form, can be learnt, and keeps training and test digits apart."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from autograder.datasets import digits


@pytest.fixture(scope="module")
def made() -> dict[str, np.ndarray]:
    return dict(digits.make(2500, 500))


def test_it_has_the_form_of_mnist(made: dict[str, np.ndarray]) -> None:
    assert (made["x_train"].shape, made["y_train"].shape) == ((2500, 28, 28), (2500,))
    assert {array.dtype for array in made.values()} == {np.dtype(np.uint8)}
    assert np.bincount(made["y_train"]).tolist() == [250] * 10
    ink = made["x_train"].mean(axis=0)
    assert ink[:2].max() < 20  # an empty border, digits in the middle
    assert ink[8:20, 8:20].mean() > 60


def test_it_is_the_same_every_time(made: dict[str, np.ndarray]) -> None:
    again = digits.make(2500, 500)
    assert all((again[name] == made[name]).all() for name in made)


def test_no_image_stands_twice(made: dict[str, np.ndarray]) -> None:
    images = np.concatenate([made["x_train"], made["x_test"]])
    assert len({image.tobytes() for image in images}) == len(images)


def test_a_linear_model_learns_it_but_not_perfectly(made: dict[str, np.ndarray]) -> None:
    x, y = made["x_train"][:1000].reshape(1000, -1) / 255, made["y_train"][:1000]
    model = LogisticRegression(max_iter=300).fit(x, y)
    score = model.score(made["x_test"].reshape(500, -1) / 255, made["y_test"])
    assert 0.75 < score < 0.97
