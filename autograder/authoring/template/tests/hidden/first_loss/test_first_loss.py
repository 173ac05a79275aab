"""Hidden checks of `first_loss`: random inputs, compared with the reference."""

from autograder.grading.check import agree, check


@check("mean_squared_error", weight=2, hint="Subtract, square, then take the mean.")
def test_value(student, reference, rng):
    """The loss of a list of numbers is the mean of the squared errors."""
    for count in (1, 4, 7):
        predicted, wanted = rng.normal(size=count), rng.normal(size=count)
        got = student.mean_squared_error(predicted, wanted)
        agree(got, reference.mean_squared_error(predicted, wanted), f"the loss of {count} predictions")


@check("mean_squared_error", hint="`np.mean` without `axis` takes the mean over all elements.")
def test_any_shape(student, reference, rng):
    """The mean goes over all elements, whatever the shape of the arrays."""
    predicted, wanted = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    got = student.mean_squared_error(predicted, wanted)
    agree(got, reference.mean_squared_error(predicted, wanted), "the loss of a table of 5×3 predictions")
