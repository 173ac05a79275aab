"""``conv2d_multi`` and ``count_weights``: channels, filters, biases."""

import numpy as np

from autograder.grading.check import agree, check, require

ATOL = 1e-5
ANY = 1e300  # as tolerance: the shape must agree, and the values must be finite


@check(
    "conv2d_multi", hint="Each channel of the image meets the channel of the filter with the same number; add all products up."
)
def test_channels_are_added_up(student, reference, rng, own_code):
    """Each channel has its own weights, and the results are added up."""
    own_code(student, "conv2d_multi")
    image, filters = rng.normal(size=(3, 6, 8)), rng.normal(size=(1, 3, 3, 3))
    expected = reference.conv2d_multi(image, filters, np.zeros(1))
    agree(student.conv2d_multi(image, filters, np.zeros(1)), expected, "one filter on 3 channels", atol=ATOL)


@check("conv2d_multi", hint="Map k comes from `filters[k]` alone.")
def test_each_filter_makes_its_map(student, reference, rng):
    """Each filter makes a map of its own."""
    image, filters = rng.normal(size=(2, 7, 6)), rng.normal(size=(4, 2, 3, 3))
    alone = []
    for k in range(len(filters)):
        single = student.conv2d_multi(image, filters[k : k + 1], np.zeros(1))
        agree(single, np.zeros((1, 5, 4)), "one filter on 2 channels", atol=ANY)
        require(np.ptp(np.real(single)) > 0, "For one filter on 2 channels: all values of your map are the same.")
        alone.append(np.asarray(single)[0])
    agree(student.conv2d_multi(image, filters, np.zeros(4)), np.stack(alone), "4 filters on 2 channels", atol=ATOL)


@check("conv2d_multi", hint="Add `biases[k]` once to each value of map k, and not once for each channel.")
def test_each_filter_has_its_bias(student, reference, rng):
    """Each filter has a bias of its own, added once."""
    image, filters = rng.normal(size=(3, 5, 6)), rng.normal(size=(3, 3, 2, 2))
    biases = rng.uniform(0.5, 2.0, size=3)
    without = student.conv2d_multi(image, filters, np.zeros(3))
    agree(without, np.zeros((3, 4, 5)), "3 filters on 3 channels", atol=ANY)
    require(np.ptp(np.real(without)) > 0, "For 3 filters on 3 channels: all values of your maps are the same.")
    expected = np.asarray(without) + biases[:, None, None]
    agree(student.conv2d_multi(image, filters, biases), expected, "3 filters with biases", atol=ATOL)


@check("count_weights", hint="One filter has a weight for each pixel of its block, and one bias. How many filters are there?")
def test_count_weights(student, reference, rng):
    """The weights of all filters are counted, biases included."""
    for _ in range(4):
        layer = [
            int(size) for size in (rng.integers(2, 33), *rng.choice([1, 2, 3, 5, 7], 2, replace=False), rng.integers(2, 9))
        ]
        what = "{} filters of {}×{} on {} channels".format(*layer)
        agree(student.count_weights(*layer), reference.count_weights(*layer), what)
