"""CPU time of a program and of everything it starts, whoever waits for it: read from a control group of its own.

``getrusage`` is not enough: a sandbox's processes are ended together with their PID namespace, and then count for nobody.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_LEAVE_SECONDS = 5.0
_JOIN = 'echo 0 > "$0" && exec "$@"'


class CpuGroup:
    """A control group (version 2) below this process's own, without any limit; removed on exit.

    Where this user may not make one, :meth:`inside` changes nothing and :attr:`seconds` is None.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        own = _own_group()
        if own is not None:
            folder = own / f"benchmark-{os.getpid()}-{secrets.token_hex(4)}"
            with contextlib.suppress(OSError):
                folder.mkdir()
                self._folder = folder
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        end = time.monotonic() + _LEAVE_SECONDS
        while self._folder is not None:
            try:
                self._folder.rmdir()
                self._folder = None
            except OSError:  # servers outlive the program that started them by a moment
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def inside(self, command: list[str | Path]) -> list[str | Path]:
        """``command``, begun in the group."""
        if self._folder is None:
            return command
        return ["/bin/sh", "-c", _JOIN, self._folder / "cgroup.procs", *command]

    @property
    def seconds(self) -> float | None:
        """User and system time of all processes that are or were in the group."""
        if self._folder is None:
            return None
        end = time.monotonic() + _LEAVE_SECONDS
        while (self._folder / "cgroup.procs").read_text() and time.monotonic() < end:
            time.sleep(0.02)  # what still ends counts as well
        found = re.search(r"^usage_usec (\d+)$", (self._folder / "cpu.stat").read_text(), re.MULTILINE)
        return int(found[1]) / 1e6 if found else None


def _own_group() -> Path | None:
    """This process's group in the version 2 hierarchy, as a folder."""
    path = next((line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::")), None)
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, after = line.split(" - ", 1)
        root, place = before.split()[3:5]
        if after.startswith("cgroup2 ") and path is not None and Path(path).is_relative_to(root):
            return Path(place, Path(path).relative_to(root))
    return None
