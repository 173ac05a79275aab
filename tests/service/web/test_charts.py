"""Column charts: places by hand, and nothing that is out of them."""

from __future__ import annotations

import pytest

from autograder.service.web.charts import HEIGHT, columns


def test_places_by_hand() -> None:
    """Two columns share the width; the top is the round number above the largest count."""
    chart = columns([("a", 1), ("b", 3)], [(0, "0"), (2, "end")], "in words")
    assert [(c.x, c.width, c.y, c.height) for c in chart.columns] == [
        (1, 48, HEIGHT * 3 / 4, HEIGHT / 4), (51, 48, HEIGHT / 4, HEIGHT * 3 / 4),
    ]  # fmt: skip
    assert [(mark.at, mark.text) for mark in chart.heights] == [(HEIGHT, "0"), (HEIGHT / 2, "2"), (0, "4")]
    assert [(mark.at, mark.text) for mark in chart.marks] == [(0, "0"), (100, "end")]


@pytest.mark.parametrize(
    ("most", "top"), [(0, "1"), (1, "1"), (2, "2"), (5, "6"), (9, "10"), (11, "20"), (60, "60"), (99, "100")]
)
def test_the_top_is_round(most: int, top: str) -> None:
    """And never below the largest count."""
    chart = columns([("a", most)], [], "")
    assert chart.heights[-1].text == top
    assert all(0 <= column.y <= HEIGHT for column in chart.columns)


def test_no_column_is_no_error() -> None:
    """An empty chart is an axis."""
    assert columns([], [], "").columns == ()
