"""Folders that belong to a living process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import folders

HOLD = """
import sys, time
from pathlib import Path
from autograder.sandbox.folders import Folder
folder = Folder(Path(sys.argv[1]))
print(folder.path, flush=True)
time.sleep(1000)
"""


def test_a_folder_is_private_and_goes_when_removed(tmp_path):
    folder = folders.Folder(tmp_path)
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.remove()
    folder.remove()
    assert not folder.path.exists()


def test_the_folder_of_a_living_process_stays_and_that_of_a_dead_one_goes(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    theirs = Path(process.stdout.readline().strip())
    folders.Folder(tmp_path).remove()
    assert theirs.exists()
    process.kill()
    process.wait()
    process.stdout.close()
    folders.Folder(tmp_path).remove()
    assert not theirs.exists()


def test_folders_that_are_not_ours_are_left_alone(tmp_path):
    (tmp_path / "somebody's").mkdir()
    folders.Folder(tmp_path).remove()
    assert (tmp_path / "somebody's").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root's folder is elsewhere")
def test_an_ordinary_users_base_lies_in_its_runtime_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert folders.base().parent in (tmp_path, Path("/tmp"))  # noqa: S108  # where the path is too long for sockets


def test_a_base_that_is_a_link_or_somebody_elses_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(InfrastructureError, match="belongs to another user"):
        folders._own(tmp_path / "link", 0o700)
    with pytest.raises(InfrastructureError, match="belongs to another user"):
        folders._own(Path("/") if os.geteuid() else Path("/proc/sys/kernel/random/uuid"), 0o700)
