"""Column charts, drawn as SVG by a template: how many submissions, by score or by time.

Widths are percentages and heights pixels, so that a chart fits any screen while its text keeps its size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["HEIGHT", "ColumnChart", "columns"]

HEIGHT = 160
"""Of the plot, in pixels."""
_LABELLED = 24
"""With more columns, their numbers are not written above them."""


@dataclass(frozen=True, slots=True)
class Column:
    """Places in percent of the width and in pixels from the top."""

    x: float
    y: float
    width: float
    height: float
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A text on an axis: ``at`` percent from the left, or pixels from the top."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True)
class ColumnChart:
    columns: tuple[Column, ...]
    heights: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    """Below the columns."""
    text: str
    """The chart in words."""
    labelled: bool
    height: int = HEIGHT


def columns(counts: Sequence[tuple[str, int]], marks: Sequence[tuple[float, str]], text: str) -> ColumnChart:
    """A chart of (what a column stands for, count); ``marks``: (number of columns from the left, text).

    ``text`` is what the chart shows, for who does not see it.
    """
    most = _top(max((count for _, count in counts), default=0))
    step = 100 / max(1, len(counts))
    gap = min(1.0, step / 8)
    drawn = tuple(
        Column(
            x=place * step + gap,
            y=HEIGHT - HEIGHT * count / most,
            width=step - 2 * gap,
            height=HEIGHT * count / most,
            count=count,
            title=f"{title}: {count}",
        )
        for place, (title, count) in enumerate(counts)
    )
    return ColumnChart(
        columns=drawn,
        heights=tuple(Mark(HEIGHT - HEIGHT * share, f"{most * share:g}") for share in ((0, 0.5, 1) if most > 1 else (0, 1))),
        marks=tuple(Mark(place * step, shown) for place, shown in marks),
        text=text,
        labelled=len(counts) <= _LABELLED,
    )


def _top(most: int) -> int:
    """The smallest even round number that is not below ``most``: 2, 4, 6, 8, 10, 20, 40, …"""
    if most <= 1:
        return 1
    power = int(10 ** math.floor(math.log10(most)))
    return next(top for top in (2 * power, 4 * power, 6 * power, 8 * power, 10 * power) if top >= most)
