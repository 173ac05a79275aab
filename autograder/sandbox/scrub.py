"""Overwrite the free memory of a GPU, so that no student finds there what another one left.

``python -m autograder.sandbox.scrub MIB`` fills at most so many MiB of the first GPU that CUDA shows with zeros. It talks to
the driver's library itself: importing torch for this would take seconds for each submission.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import autograder
from autograder.errors import InfrastructureError
from autograder.sandbox.gpus import Gpu

__all__ = ["Memory", "scrub", "wipe"]

_CHUNK = 2**30
_LEAST = 2**20
"""Bytes; what is too small for this stays as it is."""
_SECONDS = 120.0


class Memory(Protocol):
    """What :func:`wipe` asks of a GPU."""

    def allocate(self, size: int) -> int | None:
        """Address of ``size`` bytes; None where so much is not free in one piece."""

    def clear(self, address: int, size: int) -> None:
        """Fill with zeros."""


def scrub(gpu: Gpu, share: float) -> None:
    """Before a session with ``share`` of ``gpu`` starts: zeros in as much of the free memory as that session may use.

    With the whole GPU this is all of it. With a smaller share, the memory of those who run beside is theirs and stays.

    Raises InfrastructureError when it cannot be done; no student's code may run on this GPU then.
    """
    command = [sys.executable, "-m", "autograder.sandbox.scrub", str(int(gpu.memory * share))]
    environ = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "PYTHONPATH": str(Path(autograder.__file__).parents[1])}
    environ["CUDA_VISIBLE_DEVICES"] = gpu.uuid
    if "LD_LIBRARY_PATH" in os.environ:  # where the driver's library may be
        environ["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    try:
        subprocess.run(command, env=environ, cwd="/", capture_output=True, text=True, timeout=_SECONDS, check=True)
    except subprocess.CalledProcessError as problem:
        reason = (problem.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise InfrastructureError(f"the memory of {gpu.name} cannot be cleared: {reason}") from problem
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise InfrastructureError(f"the memory of {gpu.name} cannot be cleared: {problem}") from problem


def wipe(memory: Memory, most: int) -> int:
    """Fill up to ``most`` bytes of free memory with zeros; returns how many were.

    Each piece is held until the process ends, or the next one could be the same memory again. Pieces get smaller where memory
    is in use.
    """
    done, size = 0, _CHUNK
    while most - done >= _LEAST and size >= _LEAST:
        piece = min(size, most - done)
        address = memory.allocate(piece)
        if address is None:
            size //= 2
        else:
            memory.clear(address, piece)
            done += piece
    return done


class _Driver:
    """Memory of the first GPU, through the driver's own library. Raises OSError with the driver's error number."""

    def __init__(self) -> None:
        self._cuda = ctypes.CDLL("libcuda.so.1")
        device, context = ctypes.c_int(), ctypes.c_void_p()
        self._call("cuInit", 0)
        self._call("cuDeviceGet", ctypes.byref(device), 0)
        self._call("cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        self._call("cuCtxSetCurrent", context)

    def _call(self, name: str, *arguments: Any) -> None:
        code = getattr(self._cuda, name)(*arguments)
        if code:
            raise OSError(f"{name} failed with CUDA error {code}")

    def allocate(self, size: int) -> int | None:
        address = ctypes.c_uint64()
        out_of_memory = 2
        code = self._cuda.cuMemAlloc_v2(ctypes.byref(address), ctypes.c_size_t(size))
        if code == out_of_memory:
            return None
        if code:
            raise OSError(f"cuMemAlloc failed with CUDA error {code}")
        return address.value

    def clear(self, address: int, size: int) -> None:
        self._call("cuMemsetD8_v2", ctypes.c_uint64(address), ctypes.c_ubyte(0), ctypes.c_size_t(size))
        self._call("cuCtxSynchronize")


if __name__ == "__main__":
    wipe(_Driver(), int(sys.argv[1]) * 2**20)
