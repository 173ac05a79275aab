"""Exact bounds of rates, and percentiles of times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import beta

__all__ = ["CONFIDENCE", "percentile", "upper_bound"]

CONFIDENCE = 0.95


def upper_bound(events: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """The exact (Clopper–Pearson) one-sided upper bound of a rate: 0 of 300 gives 0.00994, no run at all gives 1.

    Raises ValueError unless 0 ≤ ``events`` ≤ ``runs``.
    """
    if not 0 <= events <= runs:
        raise ValueError(f"{events} events in {runs} runs")
    if events == runs:
        return 1.0
    return float(beta.ppf(confidence, events + 1, runs - events))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that ``percent`` % of ``values`` do not exceed, interpolated; 0 without values."""
    return float(np.percentile(values, percent)) if values else 0.0
