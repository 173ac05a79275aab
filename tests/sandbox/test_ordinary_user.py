"""The sandbox needs no privilege: its tests hold for an ordinary user too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
USER = 54321
MODULES = ("test_isolation.py", "test_session.py", "test_folders.py", "test_datasets.py")


@pytest.mark.skipif(os.geteuid() != 0, reason="this user is an ordinary one")
def test_sessions_and_their_isolation_work_for_an_ordinary_user():
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(HERE / name) for name in MODULES)]
    command = [sys.executable, str(HERE / "as_user.py"), str(USER), *tests]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "passed" in done.stdout
