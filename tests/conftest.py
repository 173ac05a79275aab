"""No test downloads data, whatever the machine's network; Ctrl-C works; and which tests must not run side by side."""

from __future__ import annotations

import os
import signal
from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

os.environ["AUTOGRADER_DOWNLOAD"] = "0"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in a script's background: so would all that tests start
    signal.signal(signal.SIGINT, signal.default_int_handler)

_BUSY = (
    "attacks",
    "client/test_ci.py",
    "e2e/test_kill.py",
    "sandbox",
    "service/test_grader.py",
    "service/test_grader_loop.py",
    "service/test_kill.py",
    "service/test_projection.py",
    "service/test_serve.py",
    "service/web/browser/test_end_to_end.py",
    "service/web/browser/test_regrade_end_to_end.py",
)
"""Folders and files in tests/ that fill the machine with processes, or look at what is left of them."""


class SideBySide(LoadScopeScheduling):
    """Where pytest runs several workers: the tests above follow each other in one of them, and those of any other file too."""

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.split("::")[0]).relative_to("tests")
        return "busy" if any(path.is_relative_to(place) for place in _BUSY) else path.as_posix()


@pytest.hookimpl(optionalhook=True)  # one test after the other without pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SideBySide:
    return SideBySide(config, log)
