"""When a class hands in, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["Step", "attempts_per_student", "over_time"]

_STEPS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
_MANY = 60
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Step:
    """Submissions received from ``start`` until a step of time later."""

    start: datetime
    length: timedelta
    count: int


def attempts_per_student(students: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """(number of submissions, students with as many), rising; ``students``: the student of each submission."""
    return tuple(sorted(Counter(Counter(students).values()).items()))


def over_time(moments: Sequence[datetime]) -> tuple[Step, ...]:
    """Submissions in equal steps of time (UTC), empty ones between included: hours, days from 60 hours on, weeks from 60 days.

    More than a hundred weeks are cut to the latest hundred.
    """
    if not moments:
        return ()
    first, last = min(moments), max(moments)
    length = next((step for step in _STEPS if last - first < _MANY * step), _STEPS[-1])
    counts = Counter((moment - _MONDAY) // length for moment in moments)
    start, end = min(counts), max(counts)
    start = max(start, end - 99)
    return tuple(Step(start=_MONDAY + place * length, length=length, count=counts[place]) for place in range(start, end + 1))
