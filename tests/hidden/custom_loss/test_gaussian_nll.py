"""The link and the Gaussian NLL. Each check asks for one property, so that one mistake costs the points of one.

A student's own wrong link is carried forward: with it, the loss is right when it fits the student's own mean and sd.
"""

import numpy as np
import torch

from autograder.grading.check import CheckFailed, agree, check, require

ANY = 1e300  # as tolerance: the value must be a single finite number
TOLERANCE = {"rtol": 1e-4, "atol": 1e-4}  # differences of float32 results


def tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def one(y, mean, log_sd):
    """A batch of a single observation: arguments of gaussian_nll."""
    return tensor([[y]]), tensor([[mean, log_sd]])


def single(value, what):
    """``value`` as float; fails the check unless it is a single finite number."""
    agree(value, 0.0, what, atol=ANY)
    return float(value)


def own_parameters(student, output):
    """Mean and sd of the student's link for an output of one row, None where it gives no usable numbers."""
    try:
        mean, sd = (np.asarray(values, dtype=float).ravel() for values in student.output_to_gaussian(output))
    except (CheckFailed, TypeError, ValueError):
        return None
    usable = mean.shape == sd.shape == (1,) and np.isfinite(mean).all() and np.isfinite(sd).all() and (sd > 0).all()
    return (float(mean[0]), float(sd[0])) if usable else None


def agree_or_carry(student, got, term, observations, what):
    """``got`` is the difference of ``term(y, mean, sd)`` between two observations, by the right link or the student's own."""
    right, other = (term(y, mean, np.exp(log_sd)) for y, mean, log_sd in observations)
    try:
        agree(got, right - other, what, **TOLERANCE)
    except CheckFailed as wrong:
        own = [own_parameters(student, one(*observation)[1]) for observation in observations]
        require(None not in own, str(wrong))
        right, other = (term(y, *parameters) for (y, _, _), parameters in zip(observations, own, strict=True))
        require(np.isclose(got, right - other, **TOLERANCE), str(wrong))


def nll(y, mean, sd):
    return np.log(sd) + 0.5 * ((y - mean) / sd) ** 2


@check("output_to_gaussian", hint="The mean is the first output as it is: `output[:, 0:1]`.")
def test_link_of_the_mean(student, reference, rng):
    """The first output is the mean."""
    output = tensor(rng.normal(size=(5, 2)))
    got = pair(student.output_to_gaussian(output))
    agree(got[0], reference.output_to_gaussian(output)[0], "the mean of 5 outputs", rtol=1e-5)


@check("output_to_gaussian", hint="The sd is e to the power of the second output: `torch.exp(output[:, 1:2])`.")
def test_link_of_the_sd(student, reference, rng):
    """The second output is the logarithm of the sd."""
    output = tensor(rng.normal(size=(5, 2)))
    got = pair(student.output_to_gaussian(output))
    agree(got[1], reference.output_to_gaussian(output)[1], "the sd of 5 outputs", rtol=1e-5)


def pair(got):
    require(isinstance(got, (tuple, list)) and len(got) == 2, "output_to_gaussian must return two tensors: mean, sd.")
    return got


@check("gaussian_nll", weight=2, hint="How the loss depends on y and the mean: (y − mean)² / (2 · sd²), with sd = exp(log sd).")
def test_residual(student, rng):
    """The squared residual counts, divided by twice the variance."""
    for _ in range(3):
        y, log_sd = float(rng.normal()), float(rng.choice([-1, 1]) * rng.uniform(0.3, 1.0))
        near, far = y + float(rng.uniform(0.1, 0.5)), y - float(rng.uniform(1.0, 2.0))
        observations = [(y, far, log_sd), (y, near, log_sd)]
        what = "two observations with the same predicted sd, one further from its mean"
        got = [single(student.gaussian_nll(*one(*observation)), what) for observation in observations]
        agree_or_carry(student, got[0] - got[1], nll, observations, what)


@check("gaussian_nll", hint="A wider Gaussian is lower: log sd belongs to the loss, or it could grow for nothing.")
def test_log_sd_term(student, rng):
    """Without any residual, a larger sd costs more: log sd."""
    for _ in range(2):
        y, small = float(rng.normal()), float(rng.uniform(0.2, 0.8))
        observations = [(y, y, small + float(rng.uniform(0.5, 1.5))), (y, y, small)]
        what = "two observations right at their predicted means, with different sd"
        got = [single(student.gaussian_nll(*one(*observation)), what) for observation in observations]
        single(student.gaussian_nll(*one(y, y + 1, small)), what)  # tells a diagnosis whether the sd matters at all
        agree_or_carry(student, got[0] - got[1], nll, observations, what)


@check("gaussian_nll", hint="The constant of the Gaussian belongs to its density: ½ · log(2π).")
def test_constant(student, reference, rng):
    """The loss is minus the logarithm of the density itself, its constant included."""
    y = float(rng.normal())
    what = "an observation right at its predicted mean"
    outputs = [one(y, y, 0.0), one(y, y, float(rng.uniform(0.3, 0.9)))]
    got = [single(student.gaussian_nll(*arguments), what) for arguments in outputs]
    require(all(np.isfinite(got)), f"For {what}: your result is no finite number.")
    wanted = [float(reference.gaussian_nll(*arguments)) for arguments in outputs]
    if abs(got[0] - wanted[0]) > 1e-4:
        own = own_parameters(student, outputs[0][1])
        carried = own is not None and np.isclose(got[0], 0.5 * np.log(2 * np.pi) + nll(y, *own), **TOLERANCE)
        require(carried, f"For {what}: your value {got[0]:.4g} is not right.")


@check(
    "gaussian_nll",
    hint="Give y and mean the same shape (N, 1), take −log of each likelihood, and only then the mean over the batch.",
)
def test_mean_over_the_batch(student, rng):
    """The loss of a batch is the mean of the losses of its observations."""
    y, output = rng.normal(size=(6, 1)), rng.normal(size=(6, 2)) * [1.0, 0.4]
    what = "a batch of 6 observations"
    alone = [single(student.gaussian_nll(tensor(y[i : i + 1]), tensor(output[i : i + 1])), what) for i in range(6)]
    require(np.ptp(alone) > 1e-3, "Your loss is the same for different observations.")
    agree(student.gaussian_nll(tensor(y), tensor(output)), np.mean(alone), what, **TOLERANCE)


@check(
    "gaussian_nll",
    hint="Use torch operations only, from the outputs to the loss: no numpy, no `.detach()`, no `.item()`, no `float()`.",
)
def test_gradient_flows(student, rng):
    """The gradient reaches both outputs: training moves the mean and the sd."""
    y, output = rng.normal(size=(4, 1)), rng.normal(size=(4, 2)) * [1.0, 0.3]
    gradient = np.asarray(student.grad("gaussian_nll", (tensor(y), tensor(output)), wrt=1), dtype=float)
    require(gradient.shape == (4, 2), "Your loss has no gradient for each of the outputs.")
    for column, name in ((0, "the mean"), (1, "log sd")):
        step = np.zeros((4, 2))
        step[:, column] = 0.02 * np.sign(rng.normal(size=4))
        up, down = (single(student.gaussian_nll(tensor(y), tensor(output + s * step)), f"a step of {name}") for s in (1, -1))
        slope = float((gradient * step).sum())
        require(
            np.isclose((up - down) / 2, slope, rtol=0.02, atol=1e-4),
            f"Your loss changes with {name}, but its gradient does not say so: it gets lost on the way.",
        )
