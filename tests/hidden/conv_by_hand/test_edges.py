"""``edge_strength``: right values, or right ones for the student's own ``conv2d``, so that no mistake costs points twice."""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

ATOL = 1e-5


@check("edge_strength", hint="Square both maps, add them, and take the square root of the sum, place by place.")
def test_length_of_the_two_responses(student, reference, rng):
    """Both Sobel maps are put together, so that the direction of an edge does not matter."""
    image = rng.normal(size=(7, 9))
    got = student.edge_strength(image)
    try:
        agree(got, reference.edge_strength(image), "an image of 7×9 pixels", atol=ATOL)
    except CheckFailed as wrong:
        require(_carried_forward(student, reference, image, got), str(wrong))


def _carried_forward(student, reference, image, got):
    """Whether ``got`` is what the student's own conv2d leads to."""
    try:
        maps = [student.conv2d(image, kernel) for kernel in (reference.SOBEL, reference.SOBEL.T)]
        own = np.hypot(*(np.asarray(values, dtype=float) for values in maps))
        agree(got, own, "an image of 7×9 pixels", atol=ATOL)
    except (CheckFailed, TypeError, ValueError):
        return False
    return own.shape == (5, 7) and np.isfinite(own).all() and np.ptp(own) > 0
