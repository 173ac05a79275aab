"""Slow down whoever guesses tokens, without locking out those who share an address with them or sign in at the same time."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable

__all__ = ["Failures"]


class Failures:
    """Failed sign-ins of the last minutes, in memory: after a restart everybody may try again.

    An address waits once it has failed ``each`` times. Once all together have failed ``overall`` times, every address that has
    failed at all waits; who has not failed is never kept waiting by others.
    """

    def __init__(
        self, *, each: int = 30, overall: int = 1000, seconds: float = 300.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._each, self._overall, self._seconds, self._clock = each, overall, seconds, clock
        self._lock = threading.Lock()
        self._failed: deque[tuple[float, str]] = deque(maxlen=10 * overall)
        """When which address failed, oldest first."""
        self._count: Counter[str] = Counter()

    def wait(self, address: str) -> int:
        """Seconds until ``address`` may try again; 0: now."""
        with self._lock:
            self._forget()
            count = self._count[address]
            if count == 0 or (count < self._each and len(self._failed) < self._overall):
                return 0
            first = next(at for at, who in self._failed if who == address)
            return max(1, int(first + self._seconds - self._clock()) + 1)

    def add(self, address: str) -> None:
        """``address`` failed to sign in."""
        with self._lock:
            self._forget()
            if len(self._failed) == self._failed.maxlen:
                self._drop_oldest()
            self._failed.append((self._clock(), address))
            self._count[address] += 1

    def _forget(self) -> None:
        while self._failed and self._failed[0][0] <= self._clock() - self._seconds:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, address = self._failed.popleft()
        self._count[address] -= 1
        if not self._count[address]:
            del self._count[address]
