"""What one session may use, in bytes and seconds; read on both sides of the trust line, standard library only."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.course import Limits

MIB = 2**20
KERNEL_TASKS = 16
"""Threads of the kernel itself (channels, output pipes, ZeroMQ), on top of the student's processes."""
KERNEL_FILES = 64
"""Descriptors of the kernel itself, on top of the student's."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class SessionLimits:
    """Limits of one session, enforced by the kernel (rlimits, cgroups, tmpfs) and by the host's clock.

    Attributes:
        wall_seconds: life of the session, start to end; the host's clock is the last authority.
        cpu_seconds: CPU time of one process.
        memory: bytes of the student's processes together, beyond what the warm kernel shares.
        processes: processes and threads of the student.
        disk: bytes of work folder, home, /tmp and /dev/shm together.
        file: bytes of one file.
        open_files: descriptors of one process.
        gpu: share of the slot's GPU, where it has one.
    """

    wall_seconds: float = 900.0
    cpu_seconds: int = 900
    memory: int = 4096 * MIB
    processes: int = 64
    disk: int = 256 * MIB
    file: int = 128 * MIB
    open_files: int = 256
    gpu: float = 0.0

    @classmethod
    def from_course(cls, limits: Limits, *, wall_seconds: float | None = None) -> SessionLimits:
        """A course's limits; ``wall_seconds`` defaults to the notebook's time and ten checks' time."""
        wall = wall_seconds or limits.notebook_seconds + 10 * limits.check_seconds
        return cls(
            wall_seconds=wall,
            cpu_seconds=int(wall) + 1,
            memory=limits.memory_mb * MIB,
            processes=limits.processes,
            disk=limits.disk_mb * MIB,
            file=limits.file_mb * MIB,
            open_files=limits.open_files,
            gpu=limits.gpu,
        )

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> SessionLimits:
        """The inverse of ``dataclasses.asdict``; raises TypeError for an unknown name."""
        return cls(**given)
