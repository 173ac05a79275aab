"""``train``, ``accuracy`` and ``run_experiment``, with networks of the checks' own whose training has a known end."""

import numpy as np

from autograder.grading.check import agree, check, require

SHAPE = (4, 5, 1)


def untrained(reference, rng):
    """A network without hidden layer whose probabilities are all far from 0, where Keras would cut their logarithm."""
    model = reference.build_fcnn((), SHAPE, 10)
    model.set_weights([rng.normal(scale=0.3, size=weight.shape) for weight in model.get_weights()])
    return model


def random_data(rng):
    """Training, validation and test data of different sizes, on which the loss differs."""
    data = {}
    for name, size in (("train", 41), ("val", 17), ("test", 23)):
        data[f"x_{name}"] = rng.normal(size=(size, *SHAPE)).astype(np.float32)
        labels = rng.integers(0, 10, size=size)
        labels[int(rng.integers(size))] = 9  # with the last class in every part, one-hot labels have all columns in any case
        data[f"y_{name}"] = labels
    return data


def loss_of(model, data, name):
    """Mean of −log(probability of the label) on one of the sets."""
    probabilities = model.predict(data[f"x_{name}"], verbose=0).astype(float)
    return float(-np.log(probabilities[np.arange(len(probabilities)), data[f"y_{name}"]]).mean())


def series(history, key, what):
    require(isinstance(history, dict), "train should return the dictionary `history` of what `fit` returns.")
    require(key in history, f"{what}: your history has no {key!r}.")
    return np.asarray(history[key], dtype=float)


@check("train", hint="Pass validation_data to `fit`: those held out of the training data. The test data wait for the very end.")
def test_validation_data_are_watched(student, reference, rng, resting):
    """The validation data are watched during training, and not the test data."""
    own, data = untrained(reference, rng), random_data(rng)
    history = student.train(resting(student, own), data, 2)
    got = series(history, "val_loss", "For 2 epochs")
    wanted, on_test = (loss_of(own, data, name) for name in ("val", "test"))
    if not np.isclose(got[-1], wanted, rtol=1e-4):  # once in some hundred draws the two losses are that close
        require(not np.isclose(got[-1], on_test, rtol=1e-4), "Your network is watched on the test data.")
    agree(got[-1], wanted, "the loss on validation data, for a network that does not learn", rtol=1e-4)


@check("train", hint="Train on x_train and y_train, and pass `epochs` on to `fit`.")
def test_training_data_and_epochs(student, reference, rng, resting):
    """The network is trained on the training data, for as many epochs as asked."""
    own, data = untrained(reference, rng), random_data(rng)
    for epochs in (1, 3):
        history = student.train(resting(student, own), data, epochs)
        got = series(history, "loss", f"For epochs={epochs}")
        require(np.shape(got) == (epochs,), f"With epochs={epochs}, your network is trained for {np.size(got)} epochs.")
        what = f"the loss on training data in {epochs} epochs, for a network that does not learn"
        agree(got, np.full(epochs, loss_of(own, data, "train")), what, rtol=1e-4)


@check("accuracy", hint="`predict` gives a row per image and a column per class: look for the largest value in each row.")
def test_most_probable_class(student, reference, rng, resting):
    """`predict_labels` gives the most probable class of each image."""
    own, x = untrained(reference, rng), rng.normal(size=(24, *SHAPE)).astype(np.float32)
    agree(student.predict_labels(resting(student, own), x), reference.predict_labels(own, x), "24 images")


@check("accuracy", hint="Count the images whose most probable class is the label, and divide by the number of images.")
def test_share_of_right_ones(student, reference, rng, resting):
    """`accuracy` is the share of images that are right."""
    own, x = untrained(reference, rng), rng.normal(size=(24, *SHAPE)).astype(np.float32)
    labels = reference.predict_labels(own, x)
    labels[: int(rng.integers(5, 11))] += 1
    labels %= 10
    agree(student.accuracy(resting(student, own), x, labels), reference.accuracy(own, x, labels), "24 images")


def require_number(value, what):
    require(isinstance(value, (int, float, np.number)), f"For {what}: a number is needed.")
    return float(value)


def classifier(reference, places):
    """The network that has learned that class c lights the pixel ``places[c]``."""
    model = reference.build_fcnn((), SHAPE, 10)
    matrix = np.zeros((20, 10), np.float32)
    matrix[places, np.arange(10)] = 5
    model.set_weights([matrix, np.zeros(10)])
    return model


@check(
    "run_experiment",
    hint="Each network is trained on its own version of the data, and tested on the test data of this version.",
)
def test_each_network_on_its_own_data(student, reference, rng, resting, pixels_per_class):
    """Each network is trained and tested on its own version of the data."""
    classes, circle = np.arange(10), rng.permutation(10)
    moved = np.empty(10, int)
    moved[circle] = np.roll(circle, 1)  # where the pixel of each class goes: to that of another class, and never back
    places = {"original": classes, "shuffled": moved}
    # What a network trained on the other version says about an image of class c.
    others = {"original": np.argsort(moved), "shuffled": moved}
    counts = {"original": (24, 15), "shuffled": (30, 18)}  # of 60: each network has another accuracy on each test set
    data = {version: pixels_per_class(rng, places[version], others[version], *counts[version]) for version in places}
    blank = reference.build_fcnn((), SHAPE, 10)
    blank.set_weights([np.zeros_like(weight) for weight in blank.get_weights()])
    settings = {
        "optimizer": {"name": "sgd", "learning_rate": 1.0},
        "loss": "categorical_crossentropy",
        "metrics": ["accuracy"],
    }
    pair = [student.given(blank, **settings) for _ in range(2)]
    got = student.run_experiment(*pair, data["original"], data["shuffled"], 5)
    fits = isinstance(got, dict) and {"original", "shuffled"} <= got.keys()
    require(fits, "run_experiment should return a dictionary with the keys 'original' and 'shuffled'.")
    for version, other in (("original", "shuffled"), ("shuffled", "original")):
        here, there = ((data[v]["x_test"], data[v]["y_test"]) for v in (version, other))
        own, wrong = (resting(student, classifier(reference, places[v])) for v in (version, other))
        what = f"the accuracy on {version} test images"
        found = require_number(got[version], what)
        trained_elsewhere = not np.isclose(found, student.accuracy(wrong, *here))
        require(trained_elsewhere, f"For {what}: you test the network that was trained on {other} images.")
        tested_elsewhere = not np.isclose(found, student.accuracy(own, *there))
        require(tested_elsewhere, f"For {what}: you test on {other} images.")
        agree(found, student.accuracy(own, *here), what)
