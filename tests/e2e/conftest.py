"""The whole program, called as a user calls it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from autograder.cli.main import main


@pytest.fixture(scope="session")
def autograder() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``autograder(*arguments)``: run the command line in a process of its own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder.cli.main", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=800)

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """``refused(*arguments)``: the one line with which the command line refuses these arguments, with exit code 2."""

    def run(*arguments: object) -> str:
        code = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        assert code == 2
        assert told.out == ""
        assert told.err.endswith("\n")
        [line] = told.err.splitlines()
        return line

    return run
