"""The chart of somebody's scores says in words what it shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from autograder.service.views import SubmissionStatus
from autograder.service.web.curve import curve


def attempt(number: int, score: float | None, most: float | None = 10) -> SubmissionStatus:
    values: dict[str, Any] = {
        "id": str(number), "student": "anna", "assignment": "first", "title": "First", "state": "graded", "phase": "",
        "step": 0, "steps": 0,
        "position": None, "estimate_seconds": None, "received_at": datetime(2026, 1, 30, tzinfo=UTC), "late": False,
        "grade_status": "graded", "message": "",
    }  # fmt: skip
    return SubmissionStatus(attempt=number, score=score, max_score=None if score is None else most, **values)


def test_scores_become_places_and_words() -> None:
    """Newest first or not, the chart runs from the first attempt to the last; what is not graded is left out."""
    drawn = curve([attempt(4, 10), attempt(3, None), attempt(2, 2.5), attempt(1, 0)])
    assert drawn is not None
    assert [(point.x, point.y, point.attempt) for point in drawn.points] == [(0, 100, 1), (50, 75, 2), (100, 0, 4)]
    assert drawn.text == "Points of attempts 1 to 4, of 10: 0, 2.5, 10."


def test_one_score_is_no_curve() -> None:
    """Neither is an assignment without points."""
    assert curve([attempt(1, 3), attempt(2, None)]) is None
    assert curve([attempt(1, 0, 0), attempt(2, 0, 0)]) is None


def test_many_attempts_stay_readable() -> None:
    """At most twelve labels, the last attempt among them."""
    drawn = curve([attempt(number, 5) for number in range(1, 61)])
    assert drawn is not None
    labelled = [point.attempt for point in drawn.points if point.labelled]
    assert len(labelled) <= 12
    assert labelled[-1] == 60
