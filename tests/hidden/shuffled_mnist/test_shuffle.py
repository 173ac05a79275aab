"""``make_permutation``, ``shuffle_pixels`` and ``shuffle_sets``."""

import numpy as np

from autograder.grading.check import agree, check, require


def permutation_of(student, n, seed):
    """The student's permutation as an int array of shape (n,), whatever its values."""
    got = np.asarray(student.make_permutation(n, seed))
    fits = got.shape == (n,) and got.dtype.kind in "iuf"
    require(fits, f"make_permutation({n}, …) should return {n} whole numbers in an array.")
    return got


@check("make_permutation", hint="Draw without putting back: a generator has a method for it.")
def test_each_number_once(student, rng):
    """Each number from 0 to n − 1 stands in the permutation once."""
    for n in (12, 85):
        got = permutation_of(student, n, int(rng.integers(1000)))
        require(np.array_equal(np.sort(got), np.arange(n)), f"For n = {n}: some numbers are missing, or stand twice.")


@check("make_permutation", hint="Let np.random.default_rng(seed) draw the order, with the seed that the function gets.")
def test_order_is_random(student, rng):
    """The order is random, and the seed decides it."""
    seed = int(rng.integers(1000))
    first, again, other = (permutation_of(student, 90, s) for s in (seed, seed, seed + 1))
    require(np.count_nonzero(first == np.arange(90)) < 20, "Most numbers of your permutation stand where they were.")
    require(np.array_equal(first, again), "The same seed gives another permutation the second time.")
    require(not np.array_equal(first, other), "Another seed gives the same permutation.")


@check("shuffle_pixels", weight=2, hint="Make one row of pixels from each image, put the pixels in order, and shape it back.")
def test_pixels_in_the_new_order(student, reference, rng):
    """Pixel k of each shuffled image is pixel permutation[k] of the original."""
    for n, height, width in ((6, 4, 5), (4, 7, 3)):
        images, permutation = rng.normal(size=(n, height, width, 1)), rng.permutation(height * width)
        got = student.shuffle_pixels(images, permutation)
        require(np.size(got) == images.size, f"For {n} images of {height}×{width} pixels: your result has another size.")
        expected = reference.shuffle_pixels(images, permutation)
        agree(np.reshape(got, expected.shape), expected, f"{n} images of {height}×{width} pixels")


@check("shuffle_pixels", hint="End with `.reshape(images.shape)`: a convolutional network needs images.")
def test_shape_is_kept(student, rng):
    """Shuffled images have the shape of images, with and without a channel."""
    for shape in ((3, 4, 6), (5, 3, 2, 1)):
        got = student.shuffle_pixels(rng.normal(size=shape), rng.permutation(shape[1] * shape[2]))
        require(np.shape(got) == shape, f"For images of the shape {shape}: your result has the shape {np.shape(got)}.")


@check("shuffle_pixels", hint="Write into a new array: `reshape` and slices show the same memory under another name.")
def test_originals_stay(student, rng):
    """The images that are given stay as they are."""
    images, permutation = rng.normal(size=(4, 5, 6, 1)), rng.permutation(30)
    _, left = student.after("shuffle_pixels", images.copy(), permutation.copy())
    require(np.array_equal(left[0], images), "After the call, the images that you were given are changed.")
    require(np.array_equal(left[1], permutation), "After the call, the permutation that you were given is changed.")


def shuffled(student, parts, rng, sizes, seed):
    """The order of pixels in the student's training images, the other two sets before, and after: rows of pixels."""
    height, width = sizes
    n = height * width
    x_train = np.broadcast_to(np.arange(n, dtype=float).reshape(height, width, 1), (3, height, width, 1)).copy()
    others = [rng.normal(size=(size, height, width, 1)) for size in (4, 2)]
    got = parts(student.shuffle_sets(x_train, *others, seed), 3, "shuffle_sets(…)")
    for array, size in zip(got, (3, 4, 2), strict=True):
        require(array.size == size * n, "Each of the three sets keeps its number of images and pixels.")
    return got[0].reshape(3, n)[0], [other.reshape(-1, n) for other in others], [array.reshape(-1, n) for array in got[1:]]


@check("shuffle_sets", hint="Draw one permutation, and use it for all three sets in the same way.")
def test_one_permutation_for_all_sets(student, rng, parts):
    """Training, validation and test images are shuffled in the same way."""
    order, before, after = shuffled(student, parts, rng, (4, 6), int(rng.integers(1000)))
    require(np.isin(order, np.arange(24)).all(), "Your training images do not hold the pixels of the originals.")
    for name, was, now in zip(("validation", "test"), before, after, strict=True):
        agree(now, was[:, order.astype(int)], f"the {name} images, with the order of pixels of the training images")


@check(
    "shuffle_sets",
    hint="Draw the permutation with the seed, for as many pixels as an image has, and use what shuffle_pixels returns.",
)
def test_sets_are_shuffled(student, rng, parts):
    """The pixels of the training images are in a new order."""
    order, _, _ = shuffled(student, parts, rng, (6, 9), int(rng.integers(1000)))
    require(np.count_nonzero(order == np.arange(54)) < 20, "Most pixels of the training images are where they were.")
