"""Saying how far a grading is, to whoever wants to show it."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["OnPhase", "silent", "throttled"]

OnPhase = Callable[[str, int, int], None]
"""Is told the phase: ``("running", 3, 12)`` before cell 3 of 12, and ``(phase, 0, 0)`` for the other phases."""
_SECONDS = 0.2
"""Between two words about cells."""


def silent(phase: str, step: int, steps: int) -> None:
    """Nobody listens."""


def throttled(on_phase: OnPhase) -> Callable[[int, int], None]:
    """A function of (cell, cells) that tells ``on_phase`` of the first cell, and of a later one unless it has just told it."""
    told = float("-inf")

    def tell(cell: int, cells: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _SECONDS:
            told = time.monotonic()
            on_phase("running", cell, cells)

    return tell
