"""Progress where standard error is no terminal: a line for the log now and then; a bar would only leave its last state."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TextIO

__all__ = ["LogLines"]

EVERY_SECONDS = 60.0
"""Between two lines; what takes less says nothing."""


class LogLines:
    """Call it with a title, how much is done and of how much; it writes a line at most every minute, with the time left."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._told = clock()
        self._began: dict[str, tuple[float, int]] = {}

    def __call__(self, title: str, done: int, total: int) -> None:
        now = self._clock()
        began, before = self._began.setdefault(title, (now, done))
        if now - self._told < EVERY_SECONDS:
            return
        self._told = now
        text = f"{title}: {done} of {total}"
        if before < done < total:
            left = (now - began) / (done - before) * (total - done)
            text += f", about {timedelta(seconds=round(left))} left"
        print(text, file=self._stream or sys.stderr, flush=True)
