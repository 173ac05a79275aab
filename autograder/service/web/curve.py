"""The scores of somebody's attempts as a small line chart, drawn as SVG by a template, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.feedback.report import points
from autograder.service.views import SubmissionStatus

__all__ = ["Curve", "Point", "curve"]

_LABELS = 12
"""As many attempts are labelled at most."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One attempt. Places are percentages: of the width from the left, of the height from the top."""

    x: float
    y: float
    attempt: int
    score: str
    labelled: bool


@dataclass(frozen=True, kw_only=True)
class Curve:
    points: tuple[Point, ...]
    most: str
    """Points that can be had; the top of the chart."""
    text: str
    """The chart in words."""


def curve(history: Sequence[SubmissionStatus]) -> Curve | None:
    """The chart of the graded attempts among ``history`` (in any order); None for fewer than two."""
    graded = sorted(
        (
            (status.attempt, status.score, status.max_score)
            for status in history
            if status.score is not None and status.max_score
        ),
        key=lambda attempt: attempt[0],
    )
    if len(graded) < 2:
        return None
    most = max(best for _, _, best in graded if best is not None)
    every = -(-len(graded) // _LABELS)
    drawn = tuple(
        Point(
            x=100 * place / (len(graded) - 1),
            y=100 - 100 * score / most,
            attempt=attempt,
            score=points(score),
            labelled=(len(graded) - 1 - place) % every == 0,
        )
        for place, (attempt, score, _) in enumerate(graded)
    )
    told = ", ".join(point.score for point in drawn)
    text = f"Points of attempts {drawn[0].attempt} to {drawn[-1].attempt}, of {points(most)}: {told}."
    return Curve(points=drawn, most=points(most), text=text)
