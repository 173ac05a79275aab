"""``prepare``, ``one_hot`` and ``hold_out``."""

import numpy as np

from autograder.grading.check import agree, check, require


def images(rng, n, height, width):
    """Whole numbers as in a file of images; the largest one is below 255 on purpose."""
    return rng.integers(0, 230, size=(n, height, width)).astype(np.uint8)


@check("prepare", hint="Divide by 255, the largest grey value that there can be.")
def test_values_from_0_to_1(student, rng, parts):
    """Grey values become numbers from 0 to 1."""
    x_train, x_test = images(rng, 5, 6, 4), images(rng, 3, 6, 4)
    got, _ = parts(student.prepare(x_train, x_test), 2, "prepare(…)")
    require(got.size == x_train.size, "For 5 training images of 6×4 pixels: your result has another number of pixels.")
    agree(got.ravel(), x_train.ravel() / 255, "5 training images of 6×4 pixels", atol=1e-6)


@check("prepare", hint="Do with the test images what you do with the training images.")
def test_test_images_in_the_same_way(student, rng, parts):
    """The test images are treated as the training images."""
    x = images(rng, 4, 5, 7)
    as_training, as_test = parts(student.prepare(x, x.copy()), 2, "prepare(…)")
    agree(as_test, as_training, "test images that equal the training images", atol=1e-6)


@check("prepare", hint="Add an axis of length 1 at the end, for example with `[..., np.newaxis]`.")
def test_channel_axis(student, rng, parts):
    """The channel is the last axis."""
    got = parts(student.prepare(images(rng, 5, 6, 4), images(rng, 3, 7, 2)), 2, "prepare(…)")
    for array, shape in zip(got, ((5, 6, 4, 1), (3, 7, 2, 1)), strict=True):
        what = "{}×{} pixels".format(*shape[1:3])
        require(array.shape == shape, f"For {shape[0]} images of {what}: your result has the shape {array.shape}.")


@check("one_hot", hint="Row i is 1 in column `labels[i]`; there are `classes` columns, whichever labels occur.")
def test_one_hot(student, reference, rng):
    """Each label becomes a row with a single 1."""
    for classes, n in ((10, 7), (6, 9)):
        labels = rng.integers(0, classes - 2, size=n)  # the last classes do not occur
        agree(student.one_hot(labels, classes), reference.one_hot(labels, classes), f"{n} labels and {classes} classes")


def split(student, rng, parts, n, n_validation, seed):
    """Numbers of the images in both sets, and the result: image i holds the number i everywhere."""
    x = np.broadcast_to(np.arange(n, dtype=float)[:, None, None], (n, 3, 2)).copy()
    y = rng.integers(0, 10, size=n)
    got = parts(student.hold_out(x, y, n_validation, seed), 4, "hold_out(…)")
    what = f"For {n} images, {n_validation} of them for validation"
    for array in (got[0], got[2]):
        require(array.ndim == 3 and array.shape[1:] == (3, 2), f"{what}: one of your sets has the shape {array.shape}.")
    return [array[:, 0, 0].astype(int) for array in (got[0], got[2])], got, y, what


@check(
    "hold_out", hint="The images that go to the validation data must leave the training data, and no other image may get lost."
)
def test_each_image_in_one_set(student, rng, parts):
    """Each image is in exactly one of the two sets."""
    for n, n_validation in ((50, 12), (31, 20)):
        (train, held), _, _, what = split(student, rng, parts, n, n_validation, int(rng.integers(1000)))
        require(len(held) == n_validation, f"{what}: your validation data has {len(held)} images.")
        require(len(np.intersect1d(train, held)) == 0, f"{what}: some are in the training data and in the validation data.")
        require(np.array_equal(np.sort([*train, *held]), np.arange(n)), f"{what}: not every image is in one of your sets.")


@check("hold_out", hint="Index images and labels with the same order.")
def test_labels_stay_with_their_images(student, rng, parts):
    """Each image keeps its label."""
    (train, held), got, y, what = split(student, rng, parts, 60, 25, int(rng.integers(1000)))
    require(max(*train, *held) < 60, f"{what}: your sets hold other images than were given.")
    for name, numbers, labels in (("training", train, got[1]), ("validation", held, got[3])):
        require(labels.shape == numbers.shape, f"{what}: your {name} labels have the shape {labels.shape}.")
        require(np.array_equal(labels, y[numbers]), f"{what}: {name} images do not have their own labels any more.")


@check("hold_out", hint="Draw a random order with np.random.default_rng(seed), and take the first images of this order.")
def test_split_is_random(student, rng, parts):
    """The validation images are chosen at random, by the seed."""
    seed = int(rng.integers(1000))
    first, again, other = (np.sort(split(student, rng, parts, 80, 30, s)[0][1]) for s in (seed, seed, seed + 1))
    require(len(first) == 0 or np.ptp(first) >= len(first), "Your validation images stand next to each other in the file.")
    require(np.array_equal(first, again), "The same seed gives another split the second time.")
    require(not np.array_equal(first, other), "Another seed gives the same split.")
