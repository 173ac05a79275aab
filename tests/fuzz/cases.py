"""How many cases a fuzz test runs, and the counter of those that ran.

``AUTOGRADER_FUZZ=full`` runs all of them with fresh random choices; otherwise a tenth, always the same ones.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

FULL = os.environ.get("AUTOGRADER_FUZZ") == "full"
SECONDS = 10.0
"""One case may take this long; one that takes longer counts as a hang."""
RAN: Counter[str] = Counter()


def fuzz(cases: int, **strategies: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test on ``cases`` (full) or a tenth as many drawn inputs; keyword arguments are strategies, as for ``given``."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        bounded = settings(
            max_examples=cases if FULL else max(cases // 10, 1),
            deadline=timedelta(seconds=SECONDS),
            derandomize=not FULL,
            database=None,
            suppress_health_check=list(HealthCheck),  # large and rare inputs are wanted; fixtures hold no state of a case
        )
        counted: Callable[..., None] = bounded(given(**strategies)(test))
        # A case has its own deadline; the whole is given time for thousands of them on a busy machine.
        return pytest.mark.timeout(max(300, cases))(counted)

    return decorate


def count(name: str) -> None:
    """Say that a case of the test ``name`` has run to its end."""
    RAN[name] += 1
