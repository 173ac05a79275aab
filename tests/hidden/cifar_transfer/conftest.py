"""``tiny_base``: a small network with batch normalisation, in place of the backbone."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import pytest

FEATURES = 5


@pytest.fixture
def tiny_base(rng: np.random.Generator) -> Callable[..., Any]:
    """``tiny_base(rows, columns)``: Keras model, images (rows, columns, 3) → 5 features, with random weights.

    Layers: input, convolution, batch normalisation (unless ``normalise`` is False), ReLU, convolution, mean over the map.
    """

    def make(rows: int, columns: int, normalise: bool = True) -> Any:
        image = keras.Input((rows, columns, 3))
        z = keras.layers.Conv2D(4, 3, name="first")(image)
        z = keras.layers.BatchNormalization(name="norm")(z) if normalise else z
        z = keras.layers.ReLU(name="relu")(z)
        z = keras.layers.Conv2D(FEATURES, 3, name="second")(z)
        model = keras.Model(image, keras.layers.GlobalAveragePooling2D(name="mean")(z))
        model.set_weights([_random(rng, weights) for weights in model.weights])
        return model

    return make


def _random(rng: np.random.Generator, weights: Any) -> np.ndarray[Any, Any]:
    if "variance" in weights.path or "gamma" in weights.path:
        return rng.uniform(0.5, 2.0, size=weights.shape)
    return rng.normal(size=weights.shape, scale=1 / np.sqrt(max(1, np.prod(weights.shape[:-1]))))
