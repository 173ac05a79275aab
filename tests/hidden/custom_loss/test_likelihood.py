"""Three observations by hand: likelihoods, their product, and the loss."""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

ROUNDED = 0.002  # a result may be given to three decimals


@check("by_hand_likelihood", hint="If y = 0 was observed, the likelihood is the probability of 0, which is 1 − p₁.")
def test_likelihoods(student, reference):
    """The likelihood is the predicted probability of what was observed."""
    agree(student["likelihoods"], reference.likelihoods, "the likelihoods of the three notes", atol=ROUNDED)


@check("by_hand_likelihood", hint="The notes are independent of each other: multiply their likelihoods.")
def test_joint_likelihood(student, reference):
    """Likelihoods of independent observations are multiplied."""
    got = student["joint_likelihood"]
    try:
        agree(got, reference.joint_likelihood, "the likelihood of all three notes together", atol=ROUNDED)
    except CheckFailed as wrong:  # right for the student's own likelihoods costs no second point
        own = _own_likelihoods(student)
        require(own is not None and np.isclose(np.prod(own), float(got), atol=ROUNDED), str(wrong))


@check(
    "by_hand_likelihood",
    hint="Take the natural logarithm of each likelihood, then the mean of the three, then change its sign.",
)
def test_mean_nll(student, reference):
    """The loss is the mean of the negative logarithms."""
    got = student["mean_nll"]
    try:
        agree(got, reference.mean_nll, "the loss of the three notes", atol=ROUNDED)
    except CheckFailed as wrong:
        own = _own_likelihoods(student)
        require(own is not None and np.isclose(-np.mean(np.log(own)), float(got), atol=ROUNDED), str(wrong))


def _own_likelihoods(student):
    """The student's list if it holds three probabilities above 0, whatever they are; else None."""
    try:
        own = np.asarray(student["likelihoods"], dtype=float)
    except (CheckFailed, TypeError, ValueError):
        return None
    return own if own.shape == (3,) and (own > 0).all() and (own <= 1).all() else None
