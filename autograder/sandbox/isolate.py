"""A forked child isolates itself: own namespaces, own file systems, limits, no privilege, a system call filter.

The fork server is the first process of a user and process namespace of its own (:func:`enter_server_namespaces`), where it may
give each child a process namespace before it forks: the child is process 1 of it, and killing the child takes every descendant.
The child makes its other namespaces itself, mounts what it needs, and last leaves the server's user namespace for one of its
own, and with it every right. All functions raise OSError at the first primitive that fails; the caller then ends the process.
"""

from __future__ import annotations

import os
import resource
import socket
import stat
from collections.abc import Sequence

from autograder.sandbox import linux
from autograder.sandbox.limits import KERNEL_FILES, KERNEL_TASKS, SessionLimits

HOME = "/student"
WORK = "/student/work"
USER = 1000
"""User and group number inside the sandbox, whatever the host's."""

_NAMESPACES = linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWNET | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP
_STAGE = "/mnt"
PLACES = {"home": HOME, "tmp": "/tmp", "shm": "/dev/shm"}  # noqa: S108  # mount points of a private file system
_INODES = 65536
_TERMINALS = 8
_FIRST_TO_GO = "500"
"""When the whole machine runs out of memory, a student's process ends before the grader's."""


def enter_server_namespaces() -> None:
    """The fork server, before anything else: a user namespace, and a process namespace whose process 1 its next child is."""
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWPID)
    _map_user()


def new_process_namespace(own: int) -> None:
    """The fork server: its next child is process 1 of a new process namespace. ``own``: descriptor of the server's."""
    linux.setns(own, linux.CLONE_NEWPID)  # from the one of the previous child
    linux.unshare(linux.CLONE_NEWPID)


def _map_user() -> None:
    for name, text in (("setgroups", "deny"), ("uid_map", f"{USER} {USER} 1"), ("gid_map", f"{USER} {USER} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def keep_only(descriptors: set[int]) -> None:
    """Close every other descriptor; 0, 1 and 2 become /dev/null."""
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    wanted = sorted({0, 1, 2, *descriptors})
    for low, high in zip(wanted, [*wanted[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(low + 1, high)


def make_private(disk: int, kept: Sequence[str]) -> None:
    """Own namespaces; everything read-only but one fresh tmpfs of ``disk`` bytes behind home, /tmp and /dev/shm; own /proc.

    ``kept``: read-only files and folders below these places that must stay visible (an interpreter in /tmp, say).
    """
    linux.unshare(_NAMESPACES)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.read_only_below("/")
    quiet = linux.MS_NOSUID | linux.MS_NODEV
    opened = [os.open(path, os.O_PATH) for path in kept]
    linux.mount("student", _STAGE, "tmpfs", quiet, f"size={disk},nr_inodes={_INODES},mode=700")
    for name, place in PLACES.items():
        os.mkdir(f"{_STAGE}/{name}", 0o700)
        linux.mount(f"{_STAGE}/{name}", place, flags=linux.MS_BIND)
    linux.unmount(_STAGE)
    os.mkdir(WORK)
    for path, descriptor in zip(kept, opened, strict=True):
        _show(path, descriptor)
    linux.mount("devpts", "/dev/pts", "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, f"newinstance,ptmxmode=666,max={_TERMINALS}")
    linux.mount("proc", "/proc", "proc", quiet | linux.MS_NOEXEC, "subset=pid")
    socket.sethostname("sandbox")
    os.chdir(WORK)


def _show(path: str, descriptor: int) -> None:
    """Bind what ``descriptor`` refers to at ``path``, read-only as it was."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.makedirs(path)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    linux.mount(f"/proc/self/fd/{descriptor}", path, flags=linux.MS_BIND | linux.MS_REC)
    os.close(descriptor)


def become_own_user() -> None:
    """A user namespace of its own; before the limits, which would otherwise hold for all children of the slot together."""
    linux.unshare(linux.CLONE_NEWUSER)
    _map_user()


def set_limits(limits: SessionLimits) -> None:
    """Every limit of a process but its address space, which is known once the kernel stands (see :func:`cap_memory`)."""
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write(_FIRST_TO_GO)
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NPROC, limits.processes + KERNEL_TASKS),
        (resource.RLIMIT_NOFILE, limits.open_files + KERNEL_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 1024),
        (resource.RLIMIT_NICE, 0),
        (resource.RLIMIT_RTPRIO, 0),
    ):
        resource.setrlimit(kind, (value, value))


def cap_memory(memory: int) -> None:
    """Limit the address space to what is mapped now plus ``memory`` bytes: an allocation beyond it is a MemoryError."""
    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))


def drop_privileges(last_capability: int, program: bytes) -> None:
    """No capability, no way to gain one, and the system call filter; the last step."""
    linux.prctl(linux.PR_SET_DUMPABLE, 0)  # a crash must not start the machine's handler of core dumps
    linux.drop_capabilities(last_capability)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.load_filter(program)
