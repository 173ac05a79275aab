"""Hand-counted submissions over time and per student."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from autograder.service.activity import attempts_per_student, over_time

NOON = datetime(2026, 2, 3, 12, 30, tzinfo=UTC)


def test_attempts_are_counted_per_student() -> None:
    """Two students with one submission, one with three."""
    assert attempts_per_student(["a", "b", "c", "c", "c"]) == ((1, 2), (3, 1))
    assert attempts_per_student([]) == ()


def test_short_times_are_shown_by_the_hour() -> None:
    """Hours without a submission are there with a 0."""
    steps = over_time([NOON, NOON + timedelta(minutes=29), NOON + timedelta(hours=2)])
    assert [(step.start, step.count) for step in steps] == [
        (NOON.replace(minute=0), 2),
        (NOON.replace(hour=13, minute=0), 0),
        (NOON.replace(hour=14, minute=0), 1),
    ]


def test_longer_times_are_shown_by_day_and_week() -> None:
    """A month has days from midnight UTC; a year has weeks from Monday."""
    month = over_time([NOON, NOON + timedelta(days=30)])
    assert (len(month), month[0].start, month[0].length) == (31, NOON.replace(hour=0, minute=0), timedelta(days=1))
    year = over_time([NOON, NOON + timedelta(days=365)])
    assert (year[0].start, year[0].length) == (datetime(2026, 2, 2, tzinfo=UTC), timedelta(days=7))
    assert sum(step.count for step in year) == 2


def test_no_span_of_time_makes_a_page_long() -> None:
    """A clock that jumped a thousand years gives at most a hundred steps, the latest."""
    steps = over_time([NOON, NOON.replace(year=3026)])
    assert len(steps) == 100
    assert steps[-1].count == 1


def test_nothing_handed_in_has_no_steps() -> None:
    """No submission, no chart."""
    assert over_time([]) == ()
