"""Reference for edge_lover: the same functions as in the notebook, computed in another way where there is one.

The exercise is the "Artstyle Lover" of the ZHAW lecture ("Building a very simple CNN with keras"): one 5×5 kernel, "same"
padding, linear activation, the maximum over the whole activation map, a dense layer with two softmax units.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")  # as in the notebook; Keras reads it when it is imported

import keras
import numpy as np
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view

SIZE = 50
BARS = 10


def random_bars(rng):
    """Ten random bars, as the notebook's given function draws them.

    Returns:
        int64 array (10, 3): place, start and stop of each bar, in pixels; length from 10 to 30, inside the picture.
    """
    length = rng.integers(10, 31, size=BARS)
    start = rng.integers(0, SIZE - length + 1)
    return np.stack([rng.integers(0, SIZE, size=BARS), start, start + length], axis=1)


def draw_bars(bars, vertical):
    """One picture of bars, one pixel wide.

    Args:
        bars: ints of shape (number, 3), each row place, start, stop: 0 ≤ place < 50, 0 ≤ start < stop ≤ 50.
        vertical: whether a bar covers the rows start … stop - 1 of the column ``place``, or the other way round.

    Returns:
        float64 array (50, 50, 1), 255 on bars, 0 elsewhere.
    """
    along = np.arange(SIZE)
    place, start, stop = np.asarray(bars).T[:, :, None, None]
    covered = (along[None, None, :] == place) & (along[None, :, None] >= start) & (along[None, :, None] < stop)
    image = covered.any(axis=0)
    return 255.0 * (image if vertical else image.T)[:, :, None]


def make_data(n, seed):
    """A balanced collection in random order.

    Args:
        n: number of pictures, even int ≥ 2.
        seed: int ≥ 0 that decides everything.

    Returns:
        images, float64 (n, 50, 50, 1) with the values 0 and 255; labels, float64 (n, 2), [1, 0] for vertical bars.
    """
    rng = np.random.default_rng(seed)
    vertical = rng.permutation(np.arange(n) < n // 2)
    images = np.stack([draw_bars(random_bars(rng), is_vertical) for is_vertical in vertical])
    return images, np.eye(2)[1 - vertical.astype(int)]


def make_sets(n_train, n_val, seed):
    """Training and validation data without a common picture.

    Args:
        n_train, n_val: numbers of pictures, even ints ≥ 2.
        seed: int ≥ 0.

    Returns:
        x_train, y_train, x_val, y_val: images float64 (n, 50, 50, 1) from 0 to 1, labels float64 (n, 2).
    """
    (x_train, y_train), (x_val, y_val) = make_data(n_train, seed), make_data(n_val, seed + 1)
    return x_train / 255, y_train, x_val / 255, y_val


def build_model(kernels=1):
    """The compiled network with ``kernels`` kernels: Keras model (None, 50, 50, 1) → (None, 2) probabilities."""
    image = keras.Input((SIZE, SIZE, 1))
    activation = layers.Conv2D(kernels, 5, padding="same")(image)
    probabilities = layers.Dense(2, activation="softmax")(layers.GlobalMaxPooling2D()(activation))
    model = keras.Model(image, probabilities)
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model


weights_one_kernel = 5 * 5 + 1 + 1 * 2 + 2
weights_two_kernels = 2 * (5 * 5 + 1) + 2 * 2 + 2


def loss_component(probabilities, label):
    """Categorical cross-entropy of one example, in nats: -log 0.9 = 0.105 where the true class got 0.9.

    Args:
        probabilities: shape (classes,), each above 0.
        label: one-hot, shape (classes,).

    Returns:
        float ≥ 0.
    """
    return float(-np.log(np.asarray(probabilities)[np.argmax(label)]))


def train(model, x_train, y_train, x_val, y_val, epochs):
    """Train in shuffled mini-batches of 32 and evaluate on the validation data after each epoch.

    Args:
        model: compiled Keras model; its weights change.
        x_train, y_train, x_val, y_val: arrays, first axis the examples.
        epochs: int ≥ 1.

    Returns:
        dict of lists of ``epochs`` floats: "loss", "val_loss", and the metrics.
    """
    return model.fit(
        x_train, y_train, batch_size=32, epochs=epochs, shuffle=True, validation_data=(x_val, y_val), verbose=0
    ).history


def activation_map(image, kernel, bias=0.0):
    """Cross-correlation with a frame of two zeros, as Keras computes it.

    Args:
        image: shape (rows, columns).
        kernel: shape (5, 5).
        bias: number.

    Returns:
        float64 array (rows, columns).
    """
    windows = sliding_window_view(np.pad(np.asarray(image, dtype=np.float64), 2), (5, 5))
    return np.einsum("ijab,ab->ij", windows, np.asarray(kernel, dtype=np.float64)) + bias


def lover_weights():
    """Weights of the network with one kernel that tells the styles apart without training: a line minus its neighbours.

    Returns:
        kernel (5, 5, 1, 1), bias (1,), dense weights (1, 2), dense biases (2,), float64.
    """
    line = np.tile([0.0, -0.5, 1.0, -0.5, 0.0], (5, 1))
    return [line[:, :, None, None], np.zeros(1), np.array([[3.0, -3.0]]), np.array([-6.0, 6.0])]
