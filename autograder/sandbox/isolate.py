"""A forked child isolates itself: own namespaces, own file systems, limits, no privilege, a system call filter.

Two processes do it: A enters new namespaces and forks B; B is process 1 of its process namespace, so that killing B takes every
descendant. All functions raise OSError at the first primitive that fails; the caller then ends the process.
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

_NAMESPACES = (
    linux.CLONE_NEWUSER
    | linux.CLONE_NEWNS
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWNET
    | linux.CLONE_NEWUTS
    | linux.CLONE_NEWCGROUP
)
_STAGE = "/mnt"
PLACES = {"home": HOME, "tmp": "/tmp", "shm": "/dev/shm"}  # noqa: S108  # mount points of a private file system
_INODES = 65536
_TERMINALS = 8


def enter_namespaces() -> None:
    """Process A: new namespaces of every kind, with one user in them. The next fork makes process 1."""
    linux.unshare(_NAMESPACES)
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
    """Everything read-only except one fresh tmpfs of ``disk`` bytes behind home, /tmp and /dev/shm; own /proc and terminals.

    ``kept``: read-only files and folders below these places that must stay visible (an interpreter in /tmp, say).
    """
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


def set_limits(limits: SessionLimits) -> None:
    """Every limit of a process but its address space, which is known once the kernel stands (see :func:`cap_memory`)."""
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
    """No capability, no way to gain one, and the system call filter; the last step before anything of a student runs."""
    linux.drop_capabilities(last_capability)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.load_filter(program)
