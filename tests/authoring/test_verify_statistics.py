"""Bounds of rates are exact."""

from __future__ import annotations

import pytest

from autograder.authoring.verify.statistics import percentile, upper_bound


@pytest.mark.parametrize(("runs", "bound"), [(59, 0.05), (299, 0.01), (2995, 0.001)])
def test_clean_runs_bound_the_rate_as_the_rule_of_three_says(runs: int, bound: float) -> None:
    """Without an event the bound is 1 − 0.05^(1/n): these are the smallest n below 5, 1 and 0.1%."""
    assert upper_bound(0, runs) <= bound < upper_bound(0, runs - 1)
    assert upper_bound(0, runs) == pytest.approx(1 - 0.05 ** (1 / runs))


@pytest.mark.parametrize(("events", "runs"), [(1, 10), (3, 300), (9, 10)])
def test_at_the_bound_so_few_events_have_a_chance_of_one_in_twenty(events: int, runs: int) -> None:
    """The definition: the binomial probability of at most so many events is 5% at the bound."""
    from math import comb

    p = upper_bound(events, runs)
    assert sum(comb(runs, k) * p**k * (1 - p) ** (runs - k) for k in range(events + 1)) == pytest.approx(0.05)


def test_nothing_is_known_without_runs_or_when_all_failed() -> None:
    assert upper_bound(0, 0) == upper_bound(7, 7) == 1.0


@pytest.mark.parametrize(("events", "runs"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(events: int, runs: int) -> None:
    with pytest.raises(ValueError, match="events"):
        upper_bound(events, runs)


def test_percentiles_are_interpolated_and_nothing_has_none() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([0.0, 10.0], 95) == pytest.approx(9.5)
    assert percentile([], 95) == 0.0
