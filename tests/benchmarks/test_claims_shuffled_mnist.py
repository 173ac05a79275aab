"""The statistics of the claims about shuffled pixels are right."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.claims_shuffled_mnist import Pair, mcnemar, noise


def pair(original: str, shuffled: str) -> Pair:
    """Of two strings of 0 and 1, one digit per test image."""
    return Pair(original=np.array(list(original)) == "1", shuffled=np.array(list(shuffled)) == "1")


@pytest.mark.parametrize(("first", "second", "p"), [(0, 0, 1.0), (5, 0, 2 / 32), (1, 4, 12 / 32), (3, 3, 1.0)])
def test_mcnemar_is_the_two_sided_sign_test(first: int, second: int, p: float) -> None:
    """p is the share of all sequences of coin throws that are as uneven as this."""
    assert mcnemar(first, second) == pytest.approx(p)


def test_a_pair_counts_what_only_one_network_gets_right() -> None:
    """Images that both or neither get right say nothing."""
    found = pair("11100", "10011")
    assert found.only_one == (2, 2)
    assert pair("1110", "1000").only_one == (2, 0)
    assert pair("1110", "1000").difference == pytest.approx(-0.5)


def test_noise_is_that_of_a_difference() -> None:
    """Accuracies that vary with standard deviation s differ from each other with s times the square root of 2."""
    pairs = [pair("1100", "1000"), pair("1110", "1100")]
    each = np.std([0.5, 0.75], ddof=1)
    assert noise(pairs) == pytest.approx(np.sqrt(2) * each)
