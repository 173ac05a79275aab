"""Wait until a submission is graded, by asking again and again: often at first, then less."""

from __future__ import annotations

import time
from collections.abc import Callable

from autograder.client.api import Api, Status
from autograder.errors import InfrastructureError

__all__ = ["Waited", "wait_for"]

_FIRST, _LONGEST, _GROWTH = 0.3, 5.0, 1.25
_FAR = 30.0
"""Between two questions while it will take minutes: a whole class may be waiting."""
_SILENCE = 300.0
"""Seconds for which a server may be away, e.g. for an upgrade, before waiting ends."""


class Waited(InfrastructureError):
    """The time to wait is over, and the submission is not graded yet; it stays in the queue."""


def wait_for(
    api: Api,
    status: Status,
    *,
    seconds: float,
    on_change: Callable[[Status], object] = lambda status: None,
    sleep: Callable[[float], object] = time.sleep,
) -> Status:
    """The submission's last status.

    Args:
        seconds: how long to wait at most.
        on_change: called with ``status`` and every status that differs from the one before.

    Raises:
        Waited: it took longer.
        Rejected: the token no longer works.
        InfrastructureError: the server was away for minutes.
    """
    start = heard = time.monotonic()
    pause = _FIRST
    on_change(status)
    while not status.ended:
        left = start + seconds - time.monotonic()
        if left <= 0:
            told = f"not graded within {seconds:g} seconds, it stays in the queue"
            raise Waited(f"submission {status.id}: {told}; `autograder status {status.id}` tells more")
        sleep(min(pause, left))
        pause = min(pause * _GROWTH, _longest(status))
        try:
            found = api.status(status.id)
        except InfrastructureError:
            if time.monotonic() - heard > _SILENCE:
                raise
            continue
        heard = time.monotonic()
        if found != status:
            status = found
            on_change(status)
    return status


def _longest(status: Status) -> float:
    return max(_LONGEST, min(_FAR, (status.estimate_seconds or 0.0) / 10))
