"""``confusion_matrix`` and ``permute_first_layer``."""

import itertools

import numpy as np

from autograder.grading.check import agree, check, require


def answers(rng, classes, n):
    """Labels, and answers that are right for about half of them and otherwise the next class."""
    labels = rng.integers(0, classes, size=n)
    return labels, np.where(rng.random(n) < 0.5, labels, (labels + 1) % classes)


def matrix(student, labels, predicted, classes, what):
    got = np.asarray(student.confusion_matrix(labels, predicted, classes))
    require(got.shape == (classes, classes), f"For {what}: your matrix has the shape {got.shape}.")
    require(got.dtype.kind in "biuf" and np.sum(got) > 0, f"For {what}: your matrix counts nothing.")
    return got


@check(
    "confusion_matrix", hint="Add 1 for each image. The matrix has `classes` rows and columns, also if a class does not occur."
)
def test_counts(student, reference, rng):
    """Each image is counted once."""
    for classes, n in ((5, 90), (7, 60)):
        labels, predicted = answers(rng, classes - 2, n)  # two classes do not occur
        what = f"{n} images and {classes} classes"
        got = matrix(student, labels, predicted, classes, what)
        agree(got.sum(), n, f"{what}, the sum of all counts")
        agree(np.diag(got), np.diag(reference.confusion_matrix(labels, predicted, classes)), f"{what}, the diagonal")


@check("confusion_matrix", weight=2, hint="The row is the label, the column is what the network said.")
def test_rows_are_labels(student, reference, rng):
    """Rows are labels, columns are answers."""
    labels, predicted = answers(rng, 6, 120)
    what = "120 images and 6 classes"
    got = matrix(student, labels, predicted, 6, what)
    expected = reference.confusion_matrix(labels, predicted, 6)
    agree(got / got.sum(), expected / expected.sum(), f"{what}, as shares of all images")


def weights_of(rng, *sizes):
    """A matrix and biases for each layer of a fully connected network."""
    layers = itertools.pairwise(sizes)
    return [rng.normal(size=shape) for inputs, outputs in layers for shape in ((inputs, outputs), (outputs,))]


@check(
    "permute_first_layer",
    weight=2,
    hint="Pixel k of a shuffled image comes from pixel permutation[k]: so must row k of the weights.",
)
def test_outputs_stay_the_same(student, reference, rng):
    """With the new weights the first layer computes from shuffled images what it computed from the original ones."""
    for sizes in ((24, 7, 5), (15, 4)):
        weights, permutation = weights_of(rng, *sizes), rng.permutation(sizes[0])
        images = rng.normal(size=(6, sizes[0], 1))
        got = student.permute_first_layer(weights, permutation)
        require(isinstance(got, (list, tuple)) and len(got) == len(weights), "A list of as many arrays as before is needed.")
        first = np.asarray(got[0])
        what = f"a first layer of {sizes[0]} pixels and {sizes[1]} neurons"
        require(first.shape == weights[0].shape, f"For {what}: your first matrix has the shape {first.shape}.")
        moved = reference.shuffle_pixels(images, permutation)[:, :, 0]
        agree(moved @ first, images[:, :, 0] @ weights[0], f"{what}, the sums of the neurons")


@check("permute_first_layer", hint="Make a new list with a new first matrix; all else comes from the old list.")
def test_all_else_stays(student, rng):
    """The other weights stay as they are, and so does the network that was trained."""
    weights, permutation = weights_of(rng, 20, 8, 6, 5), rng.permutation(20)
    got, left = student.after("permute_first_layer", [weight.copy() for weight in weights], permutation)
    require(isinstance(got, (list, tuple)) and len(got) == len(weights), "A list of as many arrays as before is needed.")
    for number, (new, old) in enumerate(zip(got[1:], weights[1:], strict=True), start=2):
        agree(new, old, f"array {number} of the list")
    same = len(left[0]) == len(weights) and all(np.array_equal(a, b) for a, b in zip(left[0], weights, strict=True))
    require(same, "After the call, the weights that you were given are changed.")
