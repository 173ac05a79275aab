"""CPU time counts for whoever spends it, also when nobody waits for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.cpu import CpuGroup

BURN = "import time\nwhile time.process_time() < 0.4: pass"
# The parent ends at once and its child goes on in a session of its own: getrusage of the caller never sees the child.
ORPHAN = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]], start_new_session=True)"


def test_an_orphan_is_counted() -> None:
    """The time of a process that outlives the command is in ``seconds``, and its group is removed."""
    with CpuGroup() as group:
        if group.seconds is None:
            pytest.skip("this user may not make control groups (version 2)")
        subprocess.run(group.inside([sys.executable, "-c", ORPHAN, BURN]), check=True)
        assert group.seconds >= 0.4


def test_without_a_group_the_command_is_unchanged() -> None:
    """Where no group can be made, commands run as they are and no time is made up."""
    group = CpuGroup()
    assert group.inside(["true"]) == ["true"]
    assert group.seconds is None
