"""Control groups for one session: a limit on the memory and the number of all its processes together.

Version 1 (a hierarchy per controller) and version 2 (one hierarchy), below this process's own group, where this user may write
there. Elsewhere :func:`make` returns None and the host watches memory itself (:mod:`autograder.sandbox.memory`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import secrets
import time
from pathlib import Path

PREFIX = "autograder-"
_LEAVE_SECONDS = 2.0
_CONTROLLERS = ("memory", "pids")


@dataclasses.dataclass(frozen=True)
class Hierarchy:
    """A writable place for groups: this process's own group in one hierarchy."""

    version: int
    folder: Path
    controllers: tuple[str, ...]


class Group:
    """The groups of one session, one folder per hierarchy."""

    def __init__(self, folders: list[tuple[int, Path]]) -> None:
        self._folders = folders

    def add(self, process: int) -> None:
        """Put a process, and all it starts from now on, into the groups. Raises OSError."""
        for _, folder in self._folders:
            (folder / "cgroup.procs").write_text(str(process))

    def limit(self, memory: int, tasks: int) -> None:
        """Raises OSError when a limit cannot be set."""
        for version, folder in self._folders:
            if version == 2:
                (folder / "memory.max").write_text(str(memory))
                (folder / "pids.max").write_text(str(tasks))
                for name, value in (("memory.swap.max", "0"), ("memory.oom.group", "1")):
                    if (folder / name).exists():
                        (folder / name).write_text(value)
            elif (folder / "pids.max").exists():
                (folder / "pids.max").write_text(str(tasks))
            else:
                (folder / "memory.limit_in_bytes").write_text(str(memory))
                with contextlib.suppress(OSError):  # only with swap accounting
                    (folder / "memory.memsw.limit_in_bytes").write_text(str(memory))

    def memory_event(self) -> int:
        """A descriptor that becomes readable when memory runs out; -1 where the kernel then ends the whole group by itself.

        Version 1 ends one process, and the session would go on without it. The caller closes the descriptor.
        """
        for version, folder in self._folders:
            if version == 1 and (folder / "memory.oom_control").exists():
                event = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
                with (folder / "memory.oom_control").open() as control:
                    (folder / "cgroup.event_control").write_text(f"{event} {control.fileno()}")
                return event
        return -1

    def out_of_memory(self) -> bool:
        """Whether the kernel killed a process of the group for its memory."""
        for version, folder in self._folders:
            path = folder / ("memory.events" if version == 2 else "memory.oom_control")
            with contextlib.suppress(OSError):
                found = re.search(r"^oom_kill (\d+)$", path.read_text(), re.MULTILINE)
                if found and int(found[1]):
                    return True
        return False

    def remove(self) -> None:
        """Remove the groups; their processes must have ended.

        A process leaves its group a moment after it is reaped, and version 1 does not say when; so this asks again for a while.
        """
        deadline = time.monotonic() + _LEAVE_SECONDS
        for _, folder in self._folders:
            while True:
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    if time.monotonic() > deadline:
                        break  # the next sweep finds it
                    time.sleep(0.001)


def make(memory: int, tasks: int) -> Group | None:
    """New groups with limits, or None where memory cannot be limited this way."""
    places = [place for place in hierarchies() if _ready(place)]
    if "memory" not in {name for place in places for name in place.controllers}:
        return None
    name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    made: list[tuple[int, Path]] = []
    try:
        for place in places:
            _sweep(place.folder)
            (place.folder / name).mkdir()
            made.append((place.version, place.folder / name))
        group = Group(made)
        group.limit(memory, tasks)
    except OSError:
        Group(made).remove()
        return None
    return group


def hierarchies(proc: Path = Path("/proc/self")) -> list[Hierarchy]:
    """This process's own groups in every hierarchy with a controller we use, as folders that exist."""
    own = {}
    for line in (proc / "cgroup").read_text().splitlines():
        _, names, path = line.split(":", 2)
        own[frozenset(names.split(","))] = Path(path)
    found = []
    for line in (proc / "mountinfo").read_text().splitlines():
        before, after = line.split(" - ", 1)
        root, place = before.split()[3:5]
        kind, _, options = after.split(" ", 2)
        if kind == "cgroup2":
            folder = _below(place, root, own.get(frozenset([""])))
            controllers = [name for name in _CONTROLLERS if folder and name in _words(folder / "cgroup.controllers")]
        elif kind == "cgroup":
            controllers = [name for name in _CONTROLLERS if name in options.split(",")]
            folder = _below(place, root, next((path for names, path in own.items() if names & set(controllers)), None))
        else:
            continue
        if controllers and folder is not None and folder.is_dir():
            found.append(Hierarchy(2 if kind == "cgroup2" else 1, folder, tuple(controllers)))
    return found


def _below(place: str, root: str, path: Path | None) -> Path | None:
    """Where the group ``path`` lies when the hierarchy's ``root`` is mounted at ``place``."""
    return Path(place, path.relative_to(root)) if path is not None and path.is_relative_to(root) else None


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


def _ready(place: Hierarchy) -> bool:
    """Whether groups can be made here, after handing on version 2's controllers where this user may."""
    if not os.access(place.folder, os.W_OK):
        return False
    if place.version == 1:
        return True
    if "memory" not in place.controllers:
        return False
    control = place.folder / "cgroup.subtree_control"
    with contextlib.suppress(OSError):  # "no internal processes": only the root, or a group without processes, may
        control.write_text(" ".join(f"+{name}" for name in place.controllers))
    return set(place.controllers) <= set(_words(control))


def _sweep(folder: Path) -> None:
    """Remove groups that a killed process has left."""
    for path in folder.glob(f"{PREFIX}*"):
        owner = path.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            with contextlib.suppress(OSError):
                path.rmdir()
