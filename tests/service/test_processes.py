"""Processes have names that no other ever has, and end with their parent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from autograder.service.processes import lives, process_name, tell
from tests.service.tiny import await_that

CHILD = (
    "import time; from autograder.service.processes import die_with; "
    "die_with({parent}); print('up', flush=True); time.sleep(60)"
)
PARENT = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}.format(parent=os.getpid())], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_a_process_lives_under_its_name_until_it_ends() -> None:
    """The name is that of one process; neither a zombie nor a later process of the same number has it."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = process_name(process.pid)
    assert process_name(process.pid) == name
    assert lives(name)
    process.kill()
    await_that(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE, "its end")
    assert not lives(name)
    process.communicate()
    with pytest.raises(ProcessLookupError):
        process_name(process.pid)
    host, pid, started, boot = process_name(os.getpid()).rsplit("-", 3)
    assert not lives(f"{host}-{pid}-{int(started) - 1}-{boot}")
    assert not lives(f"{host}-{pid}-{started}-otherrun")
    assert not lives("no name of a process")


def test_a_child_ends_with_its_parent_however_that_ends() -> None:
    """``kill -9`` of the parent is the end of the child too."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    assert child.is_running()
    parent.kill()
    parent.communicate()
    child.wait(timeout=30)


def test_a_child_whose_parent_is_gone_already_does_not_begin() -> None:
    """A parent that died before the child asked to die with it is noticed."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD.format(parent=1 if os.getpid() != 1 else 2)], capture_output=True, timeout=60
    )
    assert child.returncode == -9
    assert child.stdout == b""


def test_telling_nobody_is_harmless(tmp_path: Path) -> None:
    """A line is one line, whatever is in it; a listener that has gone is no error."""
    path = tmp_path / "told"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    tell(descriptor, "failed twice\nor so")
    os.close(descriptor)
    assert path.read_text() == "failed twice or so\n"
    tell(-1, "ready")
    reader, writer = os.pipe()
    os.close(reader)
    tell(writer, "ready")
    os.close(writer)
