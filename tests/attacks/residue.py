"""What runs, is mounted, is bound or lies about because of a grader: the same before and after a submission."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.sandbox.memory import family

Residue = dict[str, list[str]]
_SHARED = Path("/dev/shm")  # noqa: S108  # looked at only
_PATIENCE = 3.0
"""Seconds that the kernel may take to bury what has been killed."""


def snapshot(slots: Path | None, workers: set[int]) -> Residue:
    """Everything of this process's descendants and users.

    Args:
        slots: folder of the slot pool, if there is one.
        workers: process numbers of the workers so far, which have all ended.
    """
    processes = family(os.getpid())
    server = next((pid for pid in processes if "autograder.sandbox.server" in _command(pid)), None)
    users = {os.geteuid()} if os.geteuid() else set()
    if server is not None:
        users.add(_user(server))
    found = {
        "processes": sorted(f"{pid} {_command(pid)}" for pid in {*processes, *_processes_of(users)}),
        "mounts": _lines("/proc/self/mountinfo"),
        "descriptors": _descriptors(os.getpid()),
        "shared memory": sorted(_owned(_SHARED, users)) + _system_v(users),
        "temporary files": sorted(map(str, Path(os.environ["TMPDIR"]).glob("*"))),
        "control groups": sorted(_groups(workers)),
    }
    if slots is not None:
        found["slot's files"] = sorted(str(path) for path in slots.rglob("*") if path.suffix != ".log")
        found["sockets"] = sorted(line.split()[-1] for line in _lines("/proc/net/unix") if str(slots) in line)
    if server is not None:
        found["mounts in the slot"] = _lines(f"/proc/{server}/mountinfo")
        found["sockets in the slot"] = sorted(line.split(maxsplit=1)[1] for line in _lines(f"/proc/{server}/net/unix"))
        found["descriptors of the slot"] = _descriptors(server)
        for place in ("tmp", "dev/shm", "student"):
            found[f"files in the slot's /{place}"] = sorted(_files(f"/proc/{server}/root/{place}"))
    return found


def left_over(before: Residue, take: Callable[[], Residue]) -> Residue:
    """What :func:`snapshot` shows that it did not show ``before``, once it does not get less."""
    end = time.monotonic() + _PATIENCE
    while True:
        after = take()
        new = {kind: _new(items, before.get(kind, [])) for kind, items in after.items()}
        found = {kind: items for kind, items in new.items() if items}
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.02)


def _new(items: list[str], known: list[str]) -> list[str]:
    """``items`` without ``known``; of equal ones as many as are new."""
    rest = list(known)
    found = []
    for item in items:
        if item in rest:
            rest.remove(item)
        else:
            found.append(item)
    return found


def _lines(path: str) -> list[str]:
    return Path(path).read_text(errors="replace").splitlines()


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200]
    return ""


def _user(pid: int) -> int:
    found = re.search(r"^Uid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def _processes_of(users: set[int]) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if _user(int(folder.name)) in users:
                    yield int(folder.name)


def _descriptors(pid: int) -> list[str]:
    """Targets of open descriptors; numbers of sockets, pipes and the like are not compared."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # the listing's own
            found.append(re.sub(r"\[\d+\]|^/proc/.*", "", os.readlink(link)))
    return sorted(found)


def _files(folder: str) -> Iterator[str]:
    """Everything below ``folder``, but for what is mounted there: a whole Python, where this project lies in /tmp."""
    device = _device(folder)
    for place, folders, files in os.walk(folder):
        yield from (os.path.join(place, name) for name in [*folders, *files])
        folders[:] = [name for name in folders if _device(os.path.join(place, name)) == device]


def _device(folder: str) -> int | None:
    with contextlib.suppress(OSError):  # gone meanwhile
        return os.lstat(folder).st_dev
    return None


def _owned(folder: Path, users: set[int]) -> Iterator[str]:
    for path in folder.glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_uid in users:
                yield str(path)


def _system_v(users: set[int]) -> list[str]:
    """Segments, semaphores and queues of ``users`` in this process's namespace."""
    found = []
    for kind in ("shm", "sem", "msg"):
        header, *rows = _lines(f"/proc/sysvipc/{kind}") or [""]
        for row in rows:
            fields = dict(zip(header.split(), row.split(), strict=False))
            if int(fields["uid"]) in users:
                found.append(f"{kind} {fields['key']}")
    return found


def _groups(workers: set[int]) -> Iterator[str]:
    """Control groups that the workers have made."""
    for line in _lines("/proc/self/mountinfo"):
        place, kind = line.split()[4], line.split(" - ")[1].split()[0]
        if kind in ("cgroup", "cgroup2"):
            for folder, names, _ in os.walk(place):  # unlike rglob it bears groups of other graders that vanish meanwhile
                for name in names:
                    if name.startswith("autograder-") and int(name.split("-")[1]) in workers:
                        yield f"{folder}/{name}"
