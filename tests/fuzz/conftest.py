"""Says at the end how many cases were run."""

from __future__ import annotations

import pytest

from tests.fuzz.cases import FULL, RAN


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if RAN:
        terminalreporter.section("fuzz")
        for name, cases in sorted(RAN.items()):
            terminalreporter.write_line(f"{cases:7,d} {name}")
        how = "full" if FULL else "a tenth; AUTOGRADER_FUZZ=full runs all"
        terminalreporter.write_line(f"{sum(RAN.values()):7,d} cases ({how})")
