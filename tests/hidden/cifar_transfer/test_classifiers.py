"""Random forest, classes from probabilities, and the choice between models."""

import keras
import numpy as np

from autograder.grading.check import agree, check, require


def classes_of(got, n, what):
    """The student's predictions as a float array of shape (n,)."""
    agree(got, np.zeros(n), what, atol=1e9)  # any numbers, in the right shape
    return np.asarray(got, dtype=float)


@check("forest_predictions", hint="`reshape(len(inputs), -1)` makes one row of each example.")
def test_forest_learns(student, rng):
    """Images of two kinds that are easy to tell apart are told apart."""
    labels = rng.permutation(np.repeat([2, 6], 30))
    inputs = rng.normal(size=(60, 5, 4, 3))
    inputs[labels == 6, :, :2] += 2.0
    inputs[labels == 6, :, 2:] -= 2.0
    what = "images of shape (5, 4, 3)"
    got = classes_of(student.forest_predictions(inputs[:40], labels[:40], inputs[40:], 1), 20, what)
    right = int((got == labels[40:]).sum())
    require(right >= 18, f"For {what} that are easy to tell apart, only {right} of 20 predictions are right.")


@check("forest_predictions", hint="Give the forest the labels as they come: integers.")
def test_forest_predicts_known_classes(student, rng):
    """Only classes that are in the training set are predicted."""
    kinds = np.sort(rng.choice(np.arange(1, 10), size=6, replace=False))
    labels = rng.permutation(np.repeat(kinds, 10))
    inputs, new = rng.normal(size=(60, 4)), rng.normal(size=(45, 4))
    what = "feature vectors that say little about the class"
    got = classes_of(student.forest_predictions(inputs, labels, new, 1), 45, what)
    strange = int((~np.isin(got, kinds)).sum())
    require(strange == 0, f"For {what}: {strange} of 45 predictions name a class that no training example has.")


@check("forest_predictions", hint="Pass the seed on to the forest.")
def test_forest_repeats(student, rng):
    """The same seed gives the same predictions."""
    labels = rng.integers(0, 10, size=80)
    inputs, new = rng.normal(size=(80, 6)), rng.normal(size=(200, 6))
    seed = int(rng.integers(1, 10**6))
    first = classes_of(student.forest_predictions(inputs, labels, new, seed), 200, "the first of two calls")
    second = classes_of(student.forest_predictions(inputs, labels, new, seed), 200, "the second of two calls")
    changed = int((first != second).sum())
    require(changed == 0, f"Two calls with the same seed differ in {changed} of 200 predictions.")


@check("predicted_classes", hint="Each image has its row of probabilities: look along the row, axis 1.")
def test_predicted_classes(student, reference, rng):
    """The most probable class of each image."""
    for n, kinds in ((7, 10), (10, 10), (12, 4)):
        probabilities = rng.dirichlet(np.ones(kinds), size=n)
        agree(
            student.predicted_classes(probabilities),
            reference.predicted_classes(probabilities),
            f"{n} images and {kinds} classes",
        )


def stripes(rng, n):
    """Images (n, 12, 12, 3) of stripes, uint8, and labels: 3 for horizontal, 8 for vertical ones.

    Position and sign are random, so that no pixel by itself says anything about the class.
    """
    labels = rng.permutation(np.resize([3, 8], n))
    line = 128 + 40 * rng.choice([-1.0, 1.0], size=(n, 12))
    images = np.repeat(line[:, :, None], 12, axis=2)
    images[labels == 8] = images[labels == 8].transpose(0, 2, 1)
    images = images[..., None] + rng.normal(0, 40, size=(n, 12, 12, 3))
    return np.clip(images, 0, 255).astype("uint8"), labels


def edge_base():
    """Keras model: images (12, 12, 3) → the mean strength of rises downwards and to the right."""
    layer = keras.layers.Conv2D(2, 2, activation="relu")
    model = keras.Sequential([keras.Input((12, 12, 3)), layer, keras.layers.GlobalAveragePooling2D()])
    down = np.array([[-1.0, -1.0], [1.0, 1.0]])
    layer.set_weights([np.stack([down, down.T], axis=-1)[:, :, None].repeat(3, axis=2), np.zeros(2)])
    return model


@check(
    "predictions_from_features",
    hint="First preprocess, then extract features, then train and ask the forest with the features.",
)
def test_predictions_use_the_features(student, rng):
    """The predictions come from the backbone's features."""
    images, labels = stripes(rng, 160)
    base = student.given(edge_base())
    got = student.predictions_from_features(base, images[:64], labels[:64], images[64:], 12, 1)
    got = classes_of(got, 96, "96 new images")
    right = int((got == labels[64:]).sum())
    message = f"With a backbone whose features tell two kinds of stripes apart, only {right} of 96 predictions are right."
    require(right >= 82, message)  # measured: from features 91 or more, from pixels 69 or fewer


def candidates_for(rng, sizes):
    """Predictions of three candidates, the true labels, and the names of the best on train, on validation and on test."""
    labels = {part: rng.integers(0, 10, size=n) for part, n in sizes.items()}
    names = [f"model {letter}" for letter in rng.permutation(list("ABC"))]
    candidates = {}
    for place in rng.permutation(3):
        candidates[names[place]] = {
            part: spoiled(rng, labels[part], 0.3 if best == place else 0.5 + 0.1 * ((place + best) % 3))
            for best, part in enumerate(sizes)
        }
    return candidates, labels, names


def spoiled(rng, labels, share):
    """``labels`` with exactly this share of them replaced by another class."""
    wrong = rng.permutation(len(labels))[: round(share * len(labels))]
    predictions = labels.copy()
    predictions[wrong] = (labels[wrong] + rng.integers(1, 10, size=len(wrong))) % 10
    return predictions


def chosen_and_reported(student, candidates, labels):
    got = student.choose(candidates, labels)
    require(isinstance(got, (tuple, list)) and len(got) == 2, "choose should return two things: a name and an accuracy.")
    require(got[0] in list(candidates), f"{str(got[0])[:40]!r} is not the name of a candidate.")
    return got


@check("choose", weight=2, hint="Compute the validation accuracy of each candidate and take the name of the largest.")
def test_chosen_on_validation(student, rng):
    """The model is chosen by its validation accuracy."""
    for _ in range(3):
        candidates, labels, names = candidates_for(rng, {"train": 60, "validation": 40, "test": 100})
        name, _ = chosen_and_reported(student, candidates, labels)
        require(name != names[2], "Your choice is the candidate with the best test accuracy, which must play no part in it.")
        require(name != names[0], "Your choice is the candidate with the best training accuracy.")


@check("choose", hint="Count how many test predictions of the chosen model are right, as a share of all.")
def test_reports_test_accuracy(student, rng):
    """The reported number is the test accuracy of the chosen model."""
    for n in (100, 70):
        candidates, labels, _ = candidates_for(rng, {"train": 60, "validation": 40, "test": n})
        name, reported = chosen_and_reported(student, candidates, labels)
        accuracy = np.mean(candidates[name]["test"] == labels["test"])
        agree(reported, accuracy, f"the test accuracy of the candidate that you chose, with {n} test images")
