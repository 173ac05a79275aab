"""Names of processes that outlive their numbers, and processes that do not outlive their parent. Linux."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
from pathlib import Path

__all__ = ["die_with", "host_name", "lives", "process_name", "tell"]

_PR_SET_PDEATHSIG = 1


def host_name() -> str:
    """This machine's name, as it stands in the table of workers."""
    return socket.gethostname()[:128] or "localhost"


def process_name(pid: int) -> str:
    """A name that no other process has, on this machine or another, before or after: pid, start, and the machine's start.

    Raises ProcessLookupError when there is no such process.
    """
    return f"{host_name()[:20]}-{pid}-{_started(pid)}-{_boot()}"


def lives(name: str) -> bool:
    """Whether the process with this name, of this machine, still runs."""
    try:
        pid = int(name.rsplit("-", 3)[1])
        return process_name(pid) == name
    except (ValueError, IndexError, ProcessLookupError):
        return False


def die_with(parent: int) -> None:
    """Let this process be killed when its parent ends; the parent's number is given, for it may have ended already."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def tell(descriptor: int, line: str) -> None:
    """Tell the process that started this one how far it is; nothing where ``descriptor`` is negative."""
    if descriptor >= 0:
        with contextlib.suppress(OSError):  # nobody listens any more
            os.write(descriptor, (" ".join(line.split()) + "\n").encode())


def _started(pid: int) -> int:
    """When the process started, in clock ticks since the machine did; a zombie has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        raise ProcessLookupError(pid) from None
    fields = text.rpartition(")")[2].split()  # the program's name before it may hold anything
    if fields[0] in ("Z", "X"):
        raise ProcessLookupError(pid)
    return int(fields[19])


def _boot() -> str:
    """Names this run of the machine."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return "0"
