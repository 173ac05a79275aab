"""Output size and "same" padding."""

import numbers

from autograder.grading.check import agree, check, require


@check("output_size", hint="Both ends get `padding` zeros, so the row is longer by twice the padding.")
def test_padding_counts_at_both_ends(student, reference, rng):
    """With stride 1, padding at both ends counts."""
    for _ in range(4):
        f, padding = int(rng.integers(2, 6)), int(rng.integers(1, 4))
        n = f + int(rng.integers(1, 20))
        what = f"n = {n}, f = {f}, padding = {padding}"
        agree(student.output_size(n, f, padding=padding), reference.output_size(n, f, padding=padding), what)


@check("output_size", hint="A last step over the end is not made: `//` divides and rounds down.")
def test_last_step_must_fit(student, reference, rng):
    """With a larger stride, a last step over the end is not made."""
    for stride in (2, 3):
        f = int(rng.integers(2, 6))
        n = f + stride * int(rng.integers(2, 9)) + int(rng.integers(1, stride))
        what = f"n = {n}, f = {f}, stride = {stride}"
        got = student.output_size(n, f, stride=stride)
        agree(got, reference.output_size(n, f, stride=stride), what)
        require(isinstance(got, numbers.Integral), f"For {what}: a number of places is an int, not a {type(got).__name__}.")


@check(
    "same_padding", hint="The map without padding has f − 1 pixels less than the image. Half of them are missing at each end."
)
def test_same_padding_of_odd_kernels(student, reference, rng):
    """Odd kernels get as many zeros as keep the size."""
    for f in map(int, rng.choice([1, 3, 5, 7, 9, 11, 13], size=3, replace=False)):
        got = student.same_padding(f)
        agree(got, reference.same_padding(f), f"f = {f}")
        require(isinstance(got, numbers.Integral), f"For f = {f}: a number of zeros is an int, not a {type(got).__name__}.")


@check("same_padding", hint="Test `f % 2` before you compute anything, and write `raise ValueError(…)`.")
def test_same_padding_of_even_kernels(student, rng):
    """Even kernels raise a ValueError, odd ones do not."""
    f = 2 * int(rng.integers(1, 6))
    require(student.error_of("same_padding", f) == "ValueError", f"For f = {f} there must be a ValueError.")
    require(student.error_of("same_padding", f + 1) is None, f"For f = {f + 1} there must be no error.")
