"""GPUs of this machine and how shares of them are allotted to gradings. Never initialises CUDA: a process that has done so
cannot be forked.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Allotment", "Gpu", "find_gpus"]

_DEVICES = Path("/dev")
_SECONDS = 20.0
_UNITS = 1000
"""Shares are counted in thousandths: sums of floats would drift."""


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """One GPU, named as the driver names it; ``memory`` in MiB."""

    uuid: str
    name: str
    memory: int


def find_gpus(devices: Path = _DEVICES) -> tuple[Gpu, ...]:
    """The NVIDIA GPUs whose devices this process sees, as ``nvidia-smi`` lists them; none where either is missing."""
    program = shutil.which("nvidia-smi")
    if program is None or not any(re.fullmatch(r"nvidia\d+", path.name) for path in devices.glob("nvidia*")):
        return ()
    query = [program, "--query-gpu=uuid,name,memory.total", "--format=csv,noheader,nounits"]
    try:
        listed = subprocess.run(query, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(_gpu(line) for line in listed.stdout.splitlines() if listed.returncode == 0 and line.count(",") == 2)


def _gpu(line: str) -> Gpu:
    uuid, name, memory = (part.strip() for part in line.split(","))
    return Gpu(uuid=uuid, name=name, memory=int(memory) if memory.isdigit() else 0)


class Allotment:
    """Who has which share of which GPU, and who waits, first come, first served.

    Nobody overtakes: a large share that waits for room gets it when what was allotted before is given back, however many small
    ones come after it.
    """

    def __init__(self, gpus: int) -> None:
        self._free = [_UNITS] * gpus
        self._held: dict[Hashable, tuple[int, int]] = {}
        self._waiting: deque[tuple[Hashable, int]] = deque()

    def ask(self, who: Hashable, share: float) -> None:
        """Wait in line for ``share`` of a GPU. Raises ValueError for a share that none can give, or who asks twice."""
        units = round(share * _UNITS)
        if not self._free or not 0 < units <= _UNITS:
            raise ValueError(f"{share!r} of a GPU cannot be had from {len(self._free)} GPUs")
        if who in self._held or any(who == other for other, _ in self._waiting):
            raise ValueError(f"{who!r} has asked already")
        self._waiting.append((who, units))

    def allot(self) -> list[tuple[Hashable, int]]:
        """Those whose turn it is now, with the number of their GPU: the fullest that has room, so that large shares fit."""
        served = []
        while self._waiting:
            who, units = self._waiting[0]
            fitting = [number for number, free in enumerate(self._free) if free >= units]
            if not fitting:
                break
            number = min(fitting, key=lambda gpu: self._free[gpu])
            self._free[number] -= units
            self._held[who] = (number, units)
            self._waiting.popleft()
            served.append((who, number))
        return served

    def give_back(self, who: Hashable) -> None:
        """Take back what ``who`` has, or their place in the line; harmless when there is neither."""
        number, units = self._held.pop(who, (0, 0))
        if units:
            self._free[number] += units
        self._waiting = deque(waiting for waiting in self._waiting if waiting[0] != who)

    def free(self) -> Sequence[float]:
        """What is left of each GPU, 0 to 1."""
        return [free / _UNITS for free in self._free]
