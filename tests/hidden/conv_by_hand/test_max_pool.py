"""``max_pool``: the values, what is left out at the end, and overlapping windows."""

import numpy as np

from autograder.grading.check import agree, check, require

ATOL = 1e-5
ANY = 1e300  # as tolerance: the shape must agree, and the values must be finite


@check("max_pool", weight=2, hint="Take the largest value of each window. It can be negative.")
def test_largest_value_of_each_window(student, reference, rng, own_code):
    """The largest value of each window is kept."""
    own_code(student, "max_pool")
    for size in (2, 3):
        image = rng.normal(size=(4 * size, 3 * size)) - 2
        what = f"an image of {image.shape[0]}×{image.shape[1]} pixels and windows of {size}×{size}"
        agree(student.max_pool(image, size), reference.max_pool(image, size), what, atol=ATOL)


@check("max_pool", weight=0.5, hint="Use `//` for the number of windows: what does not fill one is left out.")
def test_incomplete_windows_are_left_out(student, reference, rng):
    """Rows and columns that fill no window are left out."""
    image = rng.normal(size=(9, 7))
    whole = student.max_pool(image[:8, :6])
    agree(whole, np.zeros((4, 3)), "an image of 8×6 pixels", atol=ANY)
    require(np.ptp(np.real(whole)) > 0, "For an image of 8×6 pixels: all values of your result are the same.")
    agree(student.max_pool(image), whole, "an image of 9×7 pixels", atol=ATOL)


@check("max_pool", weight=0.5, hint="The window (i, j) begins in row i · stride; `stride` may be smaller than `size`.")
def test_windows_may_overlap(student, reference, rng):
    """With a stride below the size the windows overlap."""
    image = rng.normal(size=(7, 9))
    dense = student.max_pool(image, size=3, stride=1)
    agree(dense, np.zeros((5, 7)), "windows of 3×3 with stride 1", atol=ANY)
    require(np.ptp(np.real(dense)) > 0, "For windows of 3×3 with stride 1: all values of your result are the same.")
    agree(student.max_pool(image, size=3, stride=2), np.asarray(dense)[::2, ::2], "windows of 3×3 with stride 2", atol=ATOL)
