"""A wrong setting is refused by name, with its value and the nearest right name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Assignment, Course, Limits
from autograder.errors import ConfigError


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Course(nmae="x", course_id="y"), ["nmae='x'", "did you mean 'name'"]),
        (lambda: Limits(cell_secnds=3), ["cell_secnds=3", "'cell_seconds'"]),
        (lambda: Course(name="x"), ["'course_id' is missing"]),
        (lambda: Limits(cell_seconds="60"), ["cell_seconds='60'", "float", "str"]),
        (lambda: Limits(cell_seconds=True), ["cell_seconds=True", "bool"]),
        (lambda: Limits(cells=-1), ["cells=-1", "above 0"]),
        (lambda: Limits(cell_seconds=float("nan")), ["cell_seconds=nan"]),
        (lambda: Course(name="x", course_id="y", assignments=["a"]), ["assignments[0]='a'", "Assignment"]),
        (lambda: Course(name="x", course_id="y", preload="numpy"), ["preload='numpy'", "list"]),
        (lambda: Course("x"), ["given by name"]),
        (lambda: Assignment(name="../x"), ["'../x'", "letters"]),
        (lambda: Assignment(name="a", due=datetime(2026, 1, 1)), ["time zone"]),  # that is the mistake
        (lambda: Course(name="x", course_id="y", environment=["=1"]), ["'=1'"]),
        (lambda: Course(name="x", course_id="y", assignments=[Assignment(name="a")] * 2), ["'a'", "twice"]),
    ],
)
def test_a_wrong_setting_is_named(make: Any, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        make()
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_are_frozen_and_converted_to_their_types() -> None:
    limits = Limits(cell_seconds=5)
    assert isinstance(limits.cell_seconds, float)
    with pytest.raises(AttributeError):
        limits.cell_seconds = 6.0
    course = Course(
        name="x", course_id="y", assignments=[Assignment(name="a", due=datetime(2026, 1, 1, tzinfo=UTC))], root="here"
    )
    assert course.root == Path("here")
    assert course.assignments == (Assignment(name="a", due=datetime(2026, 1, 1, tzinfo=UTC)),)
