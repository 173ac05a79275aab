"""Control groups of both versions, on this machine where it allows them and on a tree of files otherwise."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from autograder.sandbox import cgroup


@pytest.fixture
def proc(tmp_path) -> Path:
    """An empty /proc/self whose mounts lie below ``tmp_path``."""
    folder = tmp_path / "proc"
    folder.mkdir()
    return folder


def test_the_own_groups_of_version_1_are_found(proc, tmp_path):
    (tmp_path / "memory" / "mine").mkdir(parents=True)
    (tmp_path / "pids").mkdir()
    (proc / "cgroup").write_text("3:pids:/\n2:memory:/outer/mine\n1:cpu,cpuacct:/x\n0::/\n")
    (proc / "mountinfo").write_text(
        f"30 25 0:26 /outer {tmp_path}/memory rw,relatime - cgroup cgroup rw,memory\n"
        f"31 25 0:27 / {tmp_path}/pids rw,relatime - cgroup cgroup rw,pids\n"
        f"32 25 0:28 / {tmp_path}/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct\n"
    )
    assert cgroup.hierarchies(proc) == [
        cgroup.Hierarchy(1, tmp_path / "memory" / "mine", ("memory",)),
        cgroup.Hierarchy(1, tmp_path / "pids", ("pids",)),
    ]


def test_the_own_group_of_version_2_is_found_with_its_controllers(proc, tmp_path):
    own = tmp_path / "unified" / "user.slice"
    own.mkdir(parents=True)
    (own / "cgroup.controllers").write_text("cpu memory pids\n")
    (proc / "cgroup").write_text("0::/user.slice\n")
    (proc / "mountinfo").write_text(f"30 25 0:26 / {tmp_path}/unified rw - cgroup2 cgroup2 rw\n")
    assert cgroup.hierarchies(proc) == [cgroup.Hierarchy(2, own, ("memory", "pids"))]


def test_a_group_outside_the_mounted_part_is_left_out(proc, tmp_path):
    (proc / "cgroup").write_text("2:memory:/elsewhere\n")
    (proc / "mountinfo").write_text(f"30 25 0:26 /outer {tmp_path} rw - cgroup cgroup rw,memory\n")
    assert cgroup.hierarchies(proc) == []


def test_version_2_limits_memory_swap_and_processes_and_kills_the_group_as_one(tmp_path):
    for name in ("memory.max", "memory.swap.max", "memory.oom.group", "pids.max"):
        (tmp_path / name).write_text("")
    group = cgroup.Group([(2, tmp_path)])
    group.limit(1000, 7)
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {"memory.max": "1000", "memory.swap.max": "0", "memory.oom.group": "1", "pids.max": "7"}
    assert group.memory_event() == -1


@pytest.mark.parametrize(("text", "killed"), [("oom 3\noom_kill 0\n", False), ("oom 3\noom_kill 2\n", True)])
def test_version_2_tells_whether_memory_ran_out(tmp_path, text, killed):
    (tmp_path / "memory.events").write_text(text)
    assert cgroup.Group([(2, tmp_path)]).out_of_memory() is killed


def test_a_missing_hierarchy_means_no_group(monkeypatch):
    monkeypatch.setattr(cgroup, "hierarchies", list)
    assert cgroup.make(1000, 7) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user may make groups only where they were handed on")
def test_a_process_in_a_group_cannot_start_more_than_its_limit():
    group = cgroup.make(2**28, 3)
    if group is None:
        pytest.skip("no writable control groups on this machine")
    command = ["sh", "-c", "read x; sleep 9 & sleep 9 & sleep 9 & wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        group.add(process.pid)
        process.stdin.write(b"go\n")
        process.stdin.close()
        assert b"fork" in process.stderr.readline()
        for pid in (group._folders[0][1] / "cgroup.procs").read_text().split():
            os.kill(int(pid), 9)
    group.remove()
    assert not any(folder.exists() for _, folder in group._folders)


def test_groups_of_a_process_that_died_are_removed(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    for name in (f"{cgroup.PREFIX}{dead.pid}-1", f"{cgroup.PREFIX}{os.getpid()}-1", "other"):
        (tmp_path / name).mkdir()
    cgroup._sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{cgroup.PREFIX}{os.getpid()}-1", "other"}
