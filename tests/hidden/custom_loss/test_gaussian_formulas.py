"""The gradient on paper, and the special case of a constant sd."""

import numpy as np

from autograder.grading.check import agree, check, require

ATOL = 1e-5


def _derivative(student, reference, rng, place, what):
    for _ in range(3):
        y, mean = (float(value) for value in rng.normal(size=2))
        log_sd = float(rng.choice([-1, 1]) * rng.uniform(0.2, 0.9))
        got = student.gaussian_gradient(y, mean, log_sd)
        require(np.size(got) == 2, "gaussian_gradient must return two numbers.")
        wanted = reference.gaussian_gradient(y, mean, log_sd)[place]
        agree(np.ravel(np.asarray(got, dtype=float))[place], wanted, what, atol=ATOL)


@check("gaussian_gradient", hint="Only (y − mean)² / (2 · sd²) depends on the mean. Mind the inner derivative, −1.")
def test_derivative_of_the_mean(student, reference, rng):
    """The derivative with respect to the mean."""
    _derivative(student, reference, rng, 0, "the derivative with respect to the mean")


@check(
    "gaussian_gradient",
    hint="With s = log sd the loss is s + ½ · (y − mean)² · e^(−2s). Derive it with respect to s, not to sd.",
)
def test_derivative_of_log_sd(student, reference, rng):
    """The derivative with respect to log sd."""
    _derivative(student, reference, rng, 1, "the derivative with respect to log sd")


@check(
    "constant_sd",
    hint="With one sd, the constant and log sd are the same for all observations; the mean of (y − mean)² is the MSE.",
)
def test_constant_sd_nll(student, reference, rng):
    """With a constant sd the NLL is a constant plus the MSE over twice the variance."""
    for _ in range(3):
        mse, sd = float(rng.uniform(0.5, 4.0)), float(rng.uniform(1.2, 2.5))
        agree(student.constant_sd_nll(mse, sd), reference.constant_sd_nll(mse, sd), "an MSE and an sd", atol=ATOL)


@check("constant_sd", hint="Set the derivative of log sd + MSE / (2 · sd²) with respect to sd to 0.")
def test_best_constant_sd(student, reference, rng):
    """The best constant sd is the one at which the NLL is smallest."""
    for _ in range(3):
        mse = float(rng.uniform(1.5, 6.0))
        agree(student.best_constant_sd(mse), reference.best_constant_sd(mse), "an MSE", rtol=1e-4)
