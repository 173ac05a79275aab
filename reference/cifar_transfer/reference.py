"""Reference for cifar_transfer: the same functions as in the notebook, computed in another way where there is one.

Features of a pretrained network as inputs of a simple classifier (ZHAW, "Use pre-trained CNNs for feature generation"), and
the steps beyond it: freezing, fine-tuning and augmentation ("Transfer learning beyond using off-shelf CNN feature").
"""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import StandardScaler

MEANS = {"red": 123.68, "green": 116.779, "blue": 103.939}


def enlarge(images, side):
    """Bilinear resize of images (n, height, width, 3) to (n, side, side, 3), float32."""
    resized = keras.ops.image.resize(np.asarray(images, dtype="float32"), (side, side), data_format="channels_last")
    return keras.ops.convert_to_numpy(resized)


def split(labels, per_class, n_validation, n_test, seed):
    """Indices of a small labelled set and of what it is judged with.

    Args:
        labels: ints of shape (n,).
        per_class: labelled images of each class.
        n_validation, n_test: sizes of the two other sets, drawn from what is left.
        seed: int; the same seed gives the same sets.

    Returns:
        (train, validation, test): int arrays without a common index; train has ``per_class`` of each class in ``labels``.
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    shuffled = np.asarray(labels)[order]
    rank_in_class = np.zeros(len(order), dtype=int)
    for kind in np.unique(shuffled):
        rank_in_class[shuffled == kind] = np.arange((shuffled == kind).sum())
    train, rest = order[rank_in_class < per_class], order[rank_in_class >= per_class]
    return train, rest[:n_validation], rest[n_validation : n_validation + n_test]


def forest_predictions(inputs, labels, new_inputs, seed):
    """Classes that a random forest of 100 trees predicts, trained on ``inputs`` (n, …) with int ``labels`` (n,).

    Returns:
        int array of shape (m,) for ``new_inputs`` of shape (m, …).
    """
    forest = RandomForestClassifier(n_estimators=100, random_state=seed)
    forest.fit(np.reshape(inputs, (len(inputs), -1)), labels)
    return forest.predict(np.reshape(new_inputs, (len(new_inputs), -1)))


def predicted_classes(probabilities):
    """The most probable class of each example: ints of shape (n,) for probabilities of shape (n, classes)."""
    return np.array([int(np.argmax(row)) for row in np.asarray(probabilities)])


def preprocess(images, side):
    """Images as VGG16 and SqueezeNet were trained on them (ZHAW, "Rescaling of the pixel values to VGG range").

    Args:
        images: RGB, 0…255, shape (n, height, width, 3).
        side: height and width that the network wants, in pixels.

    Returns:
        float32 array (n, side, side, 3): blue, green, red, each minus its mean over ImageNet.
    """
    red, green, blue = np.moveaxis(enlarge(images, side), -1, 0)
    return np.stack([blue - MEANS["blue"], green - MEANS["green"], red - MEANS["red"]], axis=-1).astype("float32")


def extract_features(model, inputs):
    """What ``model`` computes for ``inputs`` (n, …) in inference mode: array (n, features), in the order of the inputs."""
    pieces = [model(inputs[i : i + 50], training=False) for i in range(0, len(inputs), 50)]
    return np.concatenate([keras.ops.convert_to_numpy(piece) for piece in pieces])


def scale(train, validation, test):
    """The three feature arrays standardised by the mean and sd of ``train``; a constant feature becomes 0 in ``train``.

    Args:
        train, validation, test: shapes (n, features), (v, features), (t, features).

    Returns:
        three arrays of the same shapes.
    """
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(validation), scaler.transform(test)


def predictions_from_features(backbone, images, labels, new_images, side, seed):
    """Classes (m,) of ``new_images`` by a random forest that is trained on the backbone's features of ``images``."""
    features, new_features = (extract_features(backbone, preprocess(x, side)) for x in (images, new_images))
    return forest_predictions(features, labels, new_features, seed)


def build_head(n_features, n_classes):
    """A compiled 200-200-``n_classes`` classifier of feature vectors: ReLU, ReLU, softmax; labels one-hot."""
    inputs = keras.Input((n_features,))
    hidden = keras.layers.Dense(200, activation="relu")(inputs)
    hidden = keras.layers.Dense(200, activation="relu")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(hidden))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def build_transfer(base, n_classes):
    """``base`` (images → feature vectors), frozen, with a new 200-``n_classes`` classifier on it; compiled, labels one-hot."""
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    hidden = keras.layers.Dense(200, activation="relu")(base(inputs))
    model = keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(hidden))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def fine_tune(model, base, last):
    """The last ``last`` layers of ``base`` set free, the others frozen, compiled again with Adam at 1e-5; returns ``model``.

    Args:
        model: what :func:`build_transfer` returned for ``base``.
        base: the backbone inside it.
        last: number of layers, from 1 to all.
    """
    base.trainable = True
    for place, layer in enumerate(reversed(base.layers)):
        layer.trainable = place < last
    model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def choose(candidates, labels):
    """The candidate with the best validation accuracy, and what it reaches on the test set.

    Args:
        candidates: name → {"train": …, "validation": …, "test": …}, predicted classes of the three sets.
        labels: {"train": …, "validation": …, "test": …}, the true classes.

    Returns:
        (name, test accuracy between 0 and 1).
    """

    def accuracy(name, part):
        return float(np.equal(candidates[name][part], labels[part]).mean())

    best = max(candidates, key=lambda name: accuracy(name, "validation"))
    return best, accuracy(best, "test")


def with_mirror_images(images, labels):
    """All images, then all of them mirrored left to right, with their labels: arrays (2n, height, width, 3) and (2n,)."""
    images = np.asarray(images)
    return np.concatenate([images, np.flip(images, axis=2)]), np.tile(labels, 2)


little_similar, little_different = "B", "D"
lots_similar, lots_different = "A", "C"
