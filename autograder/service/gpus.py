"""GPUs of this machine. Never initialises CUDA: a process that has done so cannot be forked."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Gpu", "find_gpus"]

_DEVICES = Path("/dev")
_SECONDS = 20.0


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
