"""``activation_map`` against cross-correlation, and the weights designed by hand on new pictures."""

import numpy as np
import torch

from autograder.grading.check import CheckFailed, agree, check, require

ATOL = 1e-4  # values are of the order of 5, and float32 is a fair choice
SHAPES = [(5, 5, 1, 1), (1,), (1, 2), (2,)]


def inner(value, image, what):
    """The part of the map where the kernel lies inside the image, from a map with or without a border."""
    try:
        values = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise CheckFailed(f"For {what}: your result is no array of numbers.") from None
    if values.shape == image.shape:
        return values[2:-2, 2:-2]
    return values


@check("activation_map", hint="Multiply patch and kernel as they lie on top of each other; nothing is flipped.")
def test_values_of_the_map(student, reference, rng):
    """Each value is the sum of the products of patch and kernel, the kernel not flipped."""
    for rows, columns in ((9, 13), (12, 7)):
        image, kernel = rng.normal(size=(rows, columns)), rng.normal(size=(5, 5))
        what = f"an image of {rows}×{columns} pixels, away from its border"
        got = inner(student.activation_map(image, kernel), image, what)
        flipped = reference.activation_map(image, kernel[::-1, ::-1])[2:-2, 2:-2]
        if got.shape == flipped.shape:
            require(not np.allclose(got, flipped, atol=ATOL), "This is the map of a flipped kernel.")
        agree(got, reference.activation_map(image, kernel)[2:-2, 2:-2], what, atol=ATOL)


@check("activation_map", hint="Surround the image with two rows and columns of zeros on each side, then let the kernel slide.")
def test_frame_of_zeros(student, rng):
    """The map is as large as the image, which is surrounded by zeros."""
    image, kernel = rng.normal(size=(8, 11)), rng.normal(size=(5, 5))
    got = student.activation_map(image, kernel)
    require(np.shape(got) == image.shape, f"For an image of 8×11 pixels your map has the shape {np.shape(got)}.")
    in_black = np.asarray(student.activation_map(np.pad(image, 4), kernel))
    require(np.shape(in_black) == (16, 19), f"For an image of 16×19 pixels your map has the shape {np.shape(in_black)}.")
    agree(got, in_black[4:-4, 4:-4], "an image of 8×11 pixels, compared with the same image in a large black one", atol=ATOL)


@check("activation_map", hint="Add the bias to each value of the map.")
def test_bias_of_the_map(student, rng):
    """The bias is added at each place."""
    image, kernel, bias = rng.normal(size=(7, 9)), rng.normal(size=(5, 5)), float(rng.uniform(0.5, 2.0))
    without = np.asarray(student.activation_map(image, kernel), dtype=float)
    agree(student.activation_map(image, kernel, bias), without + bias, "an image of 7×9 pixels with a bias", atol=ATOL)


@check("lover_weights", hint="Which kernel is large on five white pixels below each other, and small on five side by side?")
def test_designed_weights(student, reference, rng):
    """The designed network knows vertical from horizontal bars in new pictures."""
    given = student.lover_weights()
    four = isinstance(given, (list, tuple)) and len(given) == 4
    require(four, "`lover_weights` must give back a list of four arrays.")
    shapes = [np.shape(array) for array in given]
    require(shapes == SHAPES, f"Your four arrays have the shapes {', '.join(map(str, shapes))}.")
    kernel, bias, dense, offset = (np.asarray(array, dtype=float) for array in given)
    images, labels = reference.make_data(300, int(rng.integers(2**31)))
    pictures, weights = torch.as_tensor(images[:, None, :, :, 0] / 255), torch.as_tensor(kernel[None, None, :, :, 0, 0])
    maps = torch.nn.functional.conv2d(pictures, weights, padding=2).numpy()  # all at once: a fraction of the time
    maxima = maps.max(axis=(1, 2, 3))[:, None] + bias
    right = float((np.argmax(maxima @ dense + offset, axis=1) == np.argmax(labels, axis=1)).mean())
    # The task asks for 95%: the gap keeps a design that just does it from failing by the luck of 300 pictures.
    require(right >= 0.9, f"Your design classifies {right:.0%} of 300 new pictures correctly.")
