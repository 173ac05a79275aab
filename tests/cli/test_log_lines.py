"""A log gets a line a minute, with how much is done and how long the rest will take."""

from __future__ import annotations

import io

from autograder.cli.log_lines import EVERY_SECONDS, LogLines


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_line_at_most_every_minute() -> None:
    """What ends sooner says nothing; afterwards a line names the work, how much is done and how long the rest will take."""
    text, clock = io.StringIO(), Clock()
    log = LogLines(text, clock)
    for done in range(101):
        log("Convolution", done, 300)
        clock.now += 1
    assert text.getvalue() == f"Convolution: {EVERY_SECONDS:.0f} of 300, about 0:04:00 left\n"


def test_the_time_left_is_of_the_work_at_hand() -> None:
    """A second assignment is estimated by its own pace; before anything of it is done, and at its end, nothing is estimated."""
    text, clock = io.StringIO(), Clock()
    log = LogLines(text, clock)
    log("First", 0, 2)
    clock.now += 1000
    log("Second", 0, 10)
    clock.now += EVERY_SECONDS
    log("Second", 2, 10)
    clock.now += EVERY_SECONDS
    log("Second", 10, 10)
    assert text.getvalue().splitlines() == ["Second: 0 of 10", "Second: 2 of 10, about 0:04:00 left", "Second: 10 of 10"]
