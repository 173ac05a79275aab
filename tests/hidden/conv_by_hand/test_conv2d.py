"""``conv2d``: one check of the values, and checks of what bias, stride and padding do to the student's own plain map.

Measured against the student's own map, a wrong window costs points for the window only; bias, stride and padding keep theirs.
"""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

ATOL = 1e-5  # values are of the order of 1, and float32 is a fair choice
ANY = 1e300  # as tolerance: the shape must agree, and the values must be finite


def as_map(value, what):
    """What the student returned as a float array (rows, columns), whatever its shape and values."""
    try:
        values = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        values = np.empty(0)
    require(values.ndim == 2 and values.size and np.isfinite(values).all(), f"For {what}: your result is no activation map.")
    require(np.ptp(values) > 0, f"For {what}: all values of your map are the same.")
    return values


def plain_map(student, reference, image, kernel):
    """The student's map with stride 1 and without padding: right in shape, not in value."""
    what = f"an image of {image.shape[0]}×{image.shape[1]} and a kernel of {kernel.shape[0]}×{kernel.shape[1]} pixels"
    got = student.conv2d(image, kernel)
    agree(got, np.zeros(reference.conv2d(image, kernel).shape), what, atol=ANY)
    return as_map(got, what)


@check("conv2d", weight=4, hint="At every place, multiply patch and kernel element by element and add the products up.")
def test_each_value_is_a_weighted_sum(student, reference, rng, own_code):
    """Each value is the sum of the products of patch and kernel."""
    own_code(student, "conv2d")
    for image_shape, kernel_shape in (((9, 7), (3, 3)), ((6, 9), (4, 2)), ((6, 8), (5, 1))):
        image, kernel = rng.normal(size=image_shape), rng.normal(size=kernel_shape)
        what = "an image of {}×{} and a kernel of {}×{} pixels".format(*image_shape, *kernel_shape)
        agree(student.conv2d(image, kernel), reference.conv2d(image, kernel), what, atol=ATOL)
    image, kernel = rng.integers(0, 10, size=(6, 7)), rng.normal(size=(3, 2))
    agree(student.conv2d(image, kernel), reference.conv2d(image, kernel), "an image of whole numbers", atol=10 * ATOL)


@check("conv2d", weight=0.5, hint="Add the bias once to each value, after the sum.")
def test_bias_is_added_once(student, reference, rng):
    """The bias raises each value by itself."""
    image, kernel = rng.normal(size=(7, 7)), rng.normal(size=(3, 3))
    bias = float(rng.uniform(0.5, 2.0))
    expected = plain_map(student, reference, image, kernel) + bias
    agree(student.conv2d(image, kernel, bias=bias), expected, "an image of 7×7 pixels with a bias", atol=ATOL)


@check("conv2d", hint="The window of place (i, j) begins in row i · stride and column j · stride of the image.")
def test_stride_skips_places(student, reference, rng, own_code):
    """With stride s only every s-th place is left, down and to the right."""
    own_code(student, "conv2d")
    for stride in (2, 3):
        n = 3 + stride * int(rng.integers(2, 5))
        image, kernel = rng.normal(size=(n, n)), rng.normal(size=(3, 3))
        expected = plain_map(student, reference, image, kernel)[::stride, ::stride]
        agree(
            student.conv2d(image, kernel, stride=stride),
            expected,
            f"an image of {n}×{n} pixels with stride {stride}",
            atol=ATOL,
        )


@check("conv2d", hint="Put `padding` rows or columns of zeros on each of the four sides, then go on as without padding.")
def test_padding_is_a_frame_of_zeros(student, reference, rng, own_code):
    """Padding p is a frame of zeros, p pixels wide."""
    own_code(student, "conv2d")
    for padding in (1, int(rng.integers(2, 4))):
        image, kernel = rng.normal(size=(6, 6)), rng.normal(size=(3, 3))
        expected = plain_map(student, reference, np.pad(image, padding), kernel)
        agree(
            student.conv2d(image, kernel, padding=padding),
            expected,
            f"an image of 6×6 pixels with padding {padding}",
            atol=ATOL,
        )


@check(
    "conv2d",
    weight=0.5,
    hint='"same" takes (f − 1) / 2 zeros, where f is the height of the kernel for the rows and its width for the columns.',
)
def test_same_and_valid(student, reference, rng):
    """The padding "same" keeps the size of the image, "valid" pads nothing."""
    image, kernel = rng.normal(size=(7, 7)), rng.normal(size=(5, 5))
    plain = plain_map(student, reference, image, kernel)
    agree(student.conv2d(image, kernel, padding="valid"), plain, 'a 5×5 kernel with padding="valid"', atol=ATOL)
    framed = student.conv2d(image, kernel, padding=2)
    agree(framed, np.zeros((7, 7)), "a 5×5 kernel with padding 2", atol=ANY)
    agree(student.conv2d(image, kernel, padding="same"), framed, 'a 5×5 kernel with padding="same"', atol=ATOL)
    for image_shape, kernel_shape in (((6, 8), (3, 5)), ((9, 7), (5, 1))):
        image, kernel = rng.normal(size=image_shape), rng.normal(size=kernel_shape)
        what = 'an image of {}×{}, a kernel of {}×{} pixels and padding="same"'.format(*image_shape, *kernel_shape)
        agree(student.conv2d(image, kernel, padding="same"), np.zeros(image_shape), what, atol=ANY)


@check("conv2d", weight=0.5, hint="Pad first. The number of places then follows from the size of the padded image.")
def test_stride_and_padding_together(student, rng):
    """Stride and padding work together."""
    for stride, padding in ((2, 1), (3, 2)):  # in one direction or in both, a last step would not fit
        image, kernel = rng.normal(size=(9, 12)), rng.normal(size=(3, 3))
        what = f"an image of 9×12 pixels with stride {stride} and padding {padding}"
        got = as_map(student.conv2d(image, kernel, stride=stride, padding=padding), what)
        own_stride = as_map(student.conv2d(np.pad(image, padding), kernel, stride=stride), what)
        own_padding = as_map(student.conv2d(image, kernel, padding=padding), what)[::stride, ::stride]
        try:  # what is wrong with stride or padding alone has cost its points already
            agree(got, own_stride, what, atol=ATOL)
        except CheckFailed:
            agree(got, own_padding, what, atol=ATOL)


@check(
    "conv2d",
    weight=0.5,
    hint="`a *= b`, `a[…] = b` and `a.shape = …` change the array of your caller. Compute with new arrays.",
)
def test_inputs_stay_as_they_are(student, reference, rng):
    """Image and kernel are the same after the call."""
    image, kernel = rng.normal(size=(7, 7)), rng.normal(size=(3, 3))
    plain_map(student, reference, image, kernel)
    _, (image_left, kernel_left) = student.after("conv2d", image, kernel)
    require(np.array_equal(image_left, image), "Your code changes the image of its caller.")
    require(np.array_equal(kernel_left, kernel), "Your code changes the kernel of its caller.")
