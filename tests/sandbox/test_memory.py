"""Memory of process trees, read from the host."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder.sandbox import memory

MIB = 2**20
TREE = r"""
import os, sys, time
hog = bytearray(os.urandom(1024)) * (40 * 1024)
for _ in range(2):
    if os.fork() == 0:
        break
os.write(1, b"ready\n")
time.sleep(1000)
"""


@pytest.fixture
def tree():
    """A process with 40 MiB and two forked children that share them."""
    process = subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE, text=True)
    for _ in range(3):
        assert process.stdout.readline() == "ready\n"
    yield process.pid
    for pid in reversed(memory.family(process.pid)):
        os.kill(pid, 9)
    process.wait()
    process.stdout.close()


def test_the_family_is_the_process_and_its_descendants(tree):
    members = memory.family(tree)
    assert members[0] == tree
    assert len(members) == 3


def test_shared_memory_counts_once_for_each_process_or_once_in_proportion(tree):
    members = memory.family(tree)
    assert memory.resident(members) > 120 * MIB
    assert 40 * MIB < memory.proportional(members) < 80 * MIB


def test_a_process_that_ended_counts_nothing():
    process = subprocess.Popen(["true"])
    process.wait()
    assert memory.resident([process.pid]) == memory.proportional([process.pid]) == 0


def test_the_number_behind_a_pidfd_is_known_until_the_process_is_gone():
    process = subprocess.Popen(["sleep", "100"])
    pidfd = os.pidfd_open(process.pid)
    assert memory.process_of(pidfd) == process.pid
    process.kill()
    process.wait()
    with pytest.raises(ProcessLookupError):
        memory.process_of(pidfd)
    os.close(pidfd)
