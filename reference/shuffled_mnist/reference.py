"""Reference for shuffled_mnist: the same functions as in the notebook, computed in another way.

One fixed permutation of the pixels for all images (ZHAW, "Does shuffling disturb a fcNN or CNN?"; TU Wien, "Permuted input");
the convolutional network is ZHAW's with two blocks of two convolutions, 35,962 parameters on 28×28 pixels.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")  # as in the notebook; Keras reads it when it is imported

import keras
import numpy as np

_COMPILED = {"loss": "categorical_crossentropy", "optimizer": "adam", "metrics": ["accuracy"]}


def prepare(x_train, x_test):
    """Images as numbers from 0 to 1, with an axis for the channel.

    Args:
        x_train, x_test: uint8 of shape (images, height, width).

    Returns:
        Two float32 arrays of shape (images, height, width, 1).
    """
    return tuple(np.expand_dims(np.true_divide(images, 255, dtype=np.float32), 3) for images in (x_train, x_test))


def one_hot(labels, classes=10):
    """1 in the column of the label, else 0.

    Args:
        labels: ints from 0 to ``classes - 1``, shape (labels,).

    Returns:
        float64 array of shape (labels, classes).
    """
    return (np.asarray(labels)[:, None] == np.arange(classes)).astype(float)


def hold_out(x, y, n_validation, seed):
    """Take validation data from the training data, at random (ZHAW, "train, validation and test set").

    Args:
        x: shape (images, …).
        y: shape (images,).
        n_validation: int from 0 to the number of images.
        seed: int ≥ 0.

    Returns:
        (x_train, y_train, x_val, y_val); ``n_validation`` images are in x_val, the others in x_train, labels with their images.
    """
    order = np.random.default_rng(seed).permutation(len(x))
    y_val, y_train = np.split(np.take(y, order), [n_validation])
    x_val, x_train = np.split(np.take(x, order, axis=0), [n_validation])
    return x_train, y_train, x_val, y_val


def make_permutation(n, seed):
    """0 to ``n - 1``, each once, in random order: int64 array of shape (n,)."""
    return np.random.default_rng(seed).permutation(n)


def shuffle_pixels(images, permutation):
    """Pixel k of a shuffled image is pixel ``permutation[k]`` of the original, row by row (TU Wien, "Permuted input").

    Args:
        images: shape (images, height, width) or (images, height, width, 1).
        permutation: ints, each of 0 to height × width - 1 once.

    Returns:
        A new array of the shape and dtype of ``images``.
    """
    pixels = np.stack([image.ravel() for image in images], axis=1)
    return np.take(pixels, permutation, axis=0).T.reshape(np.shape(images))


def shuffle_sets(x_train, x_val, x_test, seed):
    """All sets shuffled by one permutation, drawn with ``seed``; each has the shape (images, height, width, 1)."""
    permutation = make_permutation(np.prod(np.shape(x_train)[1:]), seed)
    return shuffle_pixels(x_train, permutation), shuffle_pixels(x_val, permutation), shuffle_pixels(x_test, permutation)


def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    """A compiled fully connected network with ReLU in its hidden layers and softmax at its end (ZHAW, "A fcNN for MNIST data").

    Args:
        hidden: units of the hidden layers; () has 7,850 parameters on MNIST, (100, 50) has 84,060.
        shape: (height, width, channels) of an image.
        classes: number of outputs.
    """
    image = values = keras.Input(shape)
    values = keras.layers.Reshape((int(np.prod(shape)),))(values)
    for units in hidden:
        values = keras.layers.ReLU()(keras.layers.Dense(units)(values))
    model = keras.Model(image, keras.layers.Softmax()(keras.layers.Dense(classes)(values)))
    model.compile(**_COMPILED)
    return model


def build_cnn(shape=(28, 28, 1), classes=10):
    """The lecture's network: 8-8-pool-16-16-pool-40-10 with 3×3 kernels and "same" padding (ZHAW, "CNN for MNIST").

    Args:
        shape: (height, width, channels) of an image; 35,962 parameters on (28, 28, 1).
        classes: number of outputs.
    """
    image = values = keras.Input(shape)
    for filters in (8, 8, None, 16, 16, None):
        if filters is None:
            values = keras.layers.MaxPooling2D((2, 2))(values)
        else:
            values = keras.layers.ReLU()(keras.layers.Conv2D(filters, (3, 3), padding="same")(values))
    values = keras.layers.ReLU()(keras.layers.Dense(40)(keras.layers.Flatten()(values)))
    model = keras.Model(image, keras.layers.Softmax()(keras.layers.Dense(classes)(values)))
    model.compile(**_COMPILED)
    return model


def copy_model(model):
    """A second model with the layers and the present weights of ``model``, compiled."""
    twin = model.__class__.from_config(model.get_config())
    twin.set_weights(model.get_weights())
    twin.compile(**_COMPILED)
    return twin


def train(model, data, epochs):
    """Train on the training data and watch the validation data, never the test data (ZHAW, "train, validation and test set").

    Args:
        model: compiled for one-hot labels of 10 classes.
        data: arrays x_train, y_train, x_val, y_val, x_test, y_test; the y are int labels.
        epochs: int ≥ 1.

    Returns:
        dict of lists with one number per epoch: loss, accuracy, val_loss, val_accuracy.
    """
    fitted = model.fit(
        x=data["x_train"],
        y=one_hot(data["y_train"]),
        validation_data=(data["x_val"], one_hot(data["y_val"])),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    )
    return dict(fitted.history)


def predict_labels(model, x):
    """The most probable class of each image: int array of shape (images,)."""
    return np.argsort(model.predict(x, verbose=0), axis=-1)[:, -1]


def accuracy(model, x, labels):
    """The share of images whose most probable class is the label, from 0 to 1."""
    return np.count_nonzero(predict_labels(model, x) == np.asarray(labels)) / len(labels)


def run_experiment(model, model_shuffled, original, shuffled, epochs):
    """Train and test each model on its own version of the data.

    Args:
        model, model_shuffled: compiled, for one-hot labels.
        original, shuffled: as ``data`` of :func:`train`.
        epochs: int ≥ 1.

    Returns:
        {"original": …, "shuffled": …}: accuracies on the test data, 0 to 1.
    """
    found = {}
    for version, net, data in (("original", model, original), ("shuffled", model_shuffled, shuffled)):
        train(net, data, epochs)
        found[version] = accuracy(net, data["x_test"], data["y_test"])
    return found


def confusion_matrix(labels, predicted, classes=10):
    """How many images with label i (row) were taken for class j (column): int array of shape (classes, classes)."""
    pairs = np.asarray(labels) * classes + np.asarray(predicted)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def permute_first_layer(weights, permutation):
    """Weights that give for shuffled images what ``weights`` give for the original ones (TU Wien, "the order does not matter").

    With x'[k] = x[p[k]] the sum over x'[k] w'[k] is that over x[k] w[k] for w'[k] = w[p[k]].

    Args:
        weights: ``get_weights()`` of a fully connected network; not changed.
        permutation: as for :func:`shuffle_pixels`.
    """
    return [np.take(weights[0], permutation, axis=0), *weights[1:]]
