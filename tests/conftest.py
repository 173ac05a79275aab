"""No test downloads data, whatever the machine's network; and which tests must not run side by side."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["AUTOGRADER_DOWNLOAD"] = "0"

_TESTS = Path(__file__).parent
_BUSY = (
    "attacks",
    "benchmarks",
    "client/test_ci.py",
    "e2e",
    "sandbox",
    "service/test_grader.py",
    "service/test_grader_loop.py",
    "service/test_kill.py",
    "service/test_projection.py",
    "service/test_serve.py",
    "service/web/browser/test_end_to_end.py",
    "service/web/browser/test_regrade_end_to_end.py",
)
"""Folders and files whose tests fill the machine with sandboxes and processes, or look at what is left of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where pytest runs several workers, the tests above follow each other in one, and those of any other file too."""
    for item in items:
        path = item.path.relative_to(_TESTS) if item.path.is_relative_to(_TESTS) else item.path
        busy = any(path.is_relative_to(place) for place in _BUSY)
        item.add_marker(pytest.mark.xdist_group("busy" if busy else path.as_posix()))
