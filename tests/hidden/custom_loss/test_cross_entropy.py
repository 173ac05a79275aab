"""Binary and categorical cross-entropy as negative log-likelihood, and softmax."""

import numpy as np

from autograder.grading.check import agree, check, require

ATOL = 1e-5
FREE = 1e-5  # what a perfect prediction may cost where probabilities are clipped
DEAR = 10.0  # what an impossible observation must cost at least: clipping at 1e-7 gives 16


def number(value, what):
    """``value`` as a float; fails the check unless it is a single number: infinity is one, NaN is not."""
    single = isinstance(value, (int, float, np.ndarray, np.generic)) and np.size(value) == 1 and np.isrealobj(value)
    require(single, f"For {what}: your result is not a single number.")
    require(not np.isnan(np.ravel(value)[0]), f"For {what}: your result is NaN (not a number).")
    return float(np.ravel(value)[0])


@check("binary_nll", weight=2, hint="For y = 1 take −log p, for y = 0 take −log(1 − p); then the mean over the batch.")
def test_binary_values(student, reference, rng):
    """The loss is the mean NLL of both classes."""
    for size in (5, 8):
        y = np.concatenate([[0.0, 1.0], rng.integers(0, 2, size=size - 2).astype(float)])
        p = rng.uniform(0.05, 0.95, size=size)
        agree(student.binary_nll(y, p), reference.binary_nll(y, p), f"a batch of {size} observations", atol=ATOL)


@check(
    "binary_nll", hint="0 · log 0 is NaN for numpy. Pick the probability of the observed class first, then take its logarithm."
)
def test_binary_extremes(student):
    """A perfect prediction costs nothing, an impossible observation very much."""
    y = np.array([1.0, 0.0, 1.0])
    best = number(student.binary_nll(y, y), "predictions that are certain and right")
    require(abs(best) < FREE, "Predictions that are certain and right should cost 0, but yours cost something.")
    worst = number(student.binary_nll(y, 1 - y), "predictions that are certain and wrong")
    require(worst > DEAR, "Observations that were declared impossible should cost far more than yours do.")


@check(
    "softmax",
    weight=2,
    hint="Take e to the power of each value, and divide by the sum of its own row (`axis=1, keepdims=True`).",
)
def test_softmax_values(student, reference, rng):
    """Each row becomes probabilities in proportion to e^z."""
    for shape in ((4, 3), (2, 6)):
        z = rng.normal(size=shape) * 2
        agree(student.softmax(z), reference.softmax(z), "{} rows of {} values".format(*shape), atol=ATOL)


@check("softmax", hint="Subtract the largest value of each row before you take the exponential.")
def test_softmax_of_large_values(student, rng):
    """Large values do no harm."""
    z = rng.normal(size=(3, 4))
    shift = np.array([[900.0], [-900.0], [2000.0]])
    what = "values around 900, −900 and 2000"
    own = student.softmax(z)
    got = student.softmax(z + shift)
    require(np.ptp(np.asarray(own, dtype=float)) > 0, f"For {what}: all your probabilities are the same.")
    agree(got, own, what, rtol=1e-4, atol=1e-4)


@check("categorical_nll", weight=2, hint="Sum −y · log p over the classes of a row, then take the mean over the rows.")
def test_categorical_values(student, reference, rng):
    """The loss is the mean NLL of the observed classes."""
    for size, classes in ((6, 4), (3, 5)):
        y = np.eye(classes)[rng.integers(0, classes, size=size)]
        p = rng.dirichlet(np.full(classes, 2.0), size=size) * 0.9 + 0.1 / classes
        what = f"a batch of {size} observations with {classes} classes"
        agree(student.categorical_nll(y, p), reference.categorical_nll(y, p), what, atol=ATOL)


@check(
    "categorical_nll", hint="0 · log 0 is NaN for numpy. Pick the probability of the observed class, then take its logarithm."
)
def test_categorical_extremes(student, rng):
    """A class that was not observed may have the probability 0, the observed one may not."""
    y = np.eye(4)[rng.integers(0, 4, size=3)]
    best = number(student.categorical_nll(y, y), "predictions that are certain and right")
    require(abs(best) < FREE, "Predictions that are certain and right should cost 0, but yours cost something.")
    worst = number(student.categorical_nll(y, np.roll(y, 1, axis=1)), "predictions that are certain and wrong")
    require(worst > DEAR, "Observations that were declared impossible should cost far more than yours do.")
