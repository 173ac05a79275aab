"""States, times and places in people's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from autograder.service import words
from autograder.service.tables import Role, SubmissionState

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


def test_every_state_and_role_has_words() -> None:
    """Whatever the database can hold can be said."""
    assert set(words.STATE_WORDS) == set(get_args(SubmissionState))
    assert set(words.ROLE_WORDS) == set(get_args(Role))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.2, "a few seconds"),
        (18, "about 20 seconds"),
        (49, "about 50 seconds"),
        (55, "about 1 minute"),
        (170, "about 3 minutes"),
        (3500, "about 1 hour"),
        (9000, "about 2 hours"),
    ],
)
def test_a_length_of_time_is_told_roughly(seconds: float, told: str) -> None:
    """An estimate never pretends to be exact."""
    assert words.duration(seconds) == told


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (timedelta(days=3, hours=23), "due in 3 days"),
        (timedelta(days=1, hours=23), "due in 47 hours"),
        (timedelta(hours=1, minutes=59), "due in 1 hour"),
        (timedelta(minutes=5, seconds=30), "due in 5 minutes"),
        (timedelta(seconds=30), "due in less than a minute"),
        (timedelta(minutes=-90), "was due 1 hour ago"),
        (timedelta(days=-30), "was due 30 days ago"),
    ],
)
def test_a_due_date_never_promises_more_time_than_there_is(until: timedelta, told: str) -> None:
    """What is left is rounded down."""
    assert words.due(NOON + until, NOON) == told


def test_the_past_is_told_from_now() -> None:
    """A clock that is a little ahead does not make the past the future."""
    assert words.ago(NOON - timedelta(minutes=5), NOON) == "5 minutes ago"
    assert words.ago(NOON + timedelta(seconds=2), NOON) == "just now"


def test_an_exact_time_names_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader elsewhere can tell which noon is meant."""
    import time

    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert words.exact(NOON) == "Fri 30 Jan 2026, 17:30 (UTC+05:30)"
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        assert words.exact(NOON) == "Fri 30 Jan 2026, 12:00 (UTC)"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_place_in_the_queue_counts_the_others() -> None:
    """The first in the queue waits for nobody."""
    told = [words.place(position) for position in (None, 1, 2, 7)]
    assert told == ["", "You are next", "1 submission is before yours", "6 submissions are before yours"]


def test_a_phase_tells_how_far_it_is() -> None:
    """Cells are counted only while cells run."""
    assert words.phase_words("running", 3, 12) == "Running your cells: 3 of 12"
    assert words.phase_words("running", 13, 12) == "Running your cells: 12 of 12"
    assert words.phase_words("checking", 3, 12) == "Checking your answers"
    assert words.phase_words("", 0, 0) == "Waits for its turn"
    assert words.phase_words("of a newer program") == "Waits for its turn"


def test_attempts_are_counted_in_words() -> None:
    """No limit, some left, none left."""
    assert words.attempts_left(None, 0) == "As many attempts as you like"
    assert words.attempts_left(2, 3) == "2 of 3 attempts left"
    assert words.attempts_left(0, 3) == "No attempts left"
    assert words.score(7.5, 10) == "7.5 of 10 points"
