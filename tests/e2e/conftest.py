"""The whole program, called as a user calls it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def autograder() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``autograder(*arguments)``: run the command line in a process of its own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder.cli.main", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=280)

    return run
