"""Clearing the memory of a GPU."""

from __future__ import annotations

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox.gpus import Gpu
from autograder.sandbox.scrub import scrub, wipe

GIB, MIB = 2**30, 2**20


class Pieces:
    """Memory of which only some pieces are free, each of its own size; what is allocated must be cleared."""

    def __init__(self, free: list[int]) -> None:
        self.free = free
        self.open: dict[int, int] = {}
        self.cleared = 0

    def allocate(self, size: int) -> int | None:
        place = next((place for place, left in enumerate(self.free) if left >= size), None)
        if place is None:
            return None
        self.free[place] -= size
        self.open[len(self.open)] = size
        return len(self.open) - 1

    def clear(self, address: int, size: int) -> None:
        assert self.open[address] == size
        self.cleared += size


def test_all_that_is_free_is_cleared_to_the_last_mebibyte() -> None:
    memory = Pieces([3 * GIB + 5 * MIB, 700 * MIB, MIB - 1])
    assert wipe(memory, 100 * GIB) == memory.cleared == 3 * GIB + 705 * MIB
    assert max(memory.free) < MIB


def test_no_more_than_asked_is_taken_from_those_who_run_beside() -> None:
    memory = Pieces([8 * GIB])
    assert wipe(memory, 2 * GIB + 3 * MIB) == memory.cleared == 2 * GIB + 3 * MIB


def test_nothing_free_is_nothing_to_clear() -> None:
    assert wipe(Pieces([]), GIB) == 0


def test_a_gpu_that_cannot_be_cleared_is_the_machines_fault() -> None:
    """Without a driver, the reason is told; no kernel starts then."""
    gone = Gpu(uuid="GPU-none", name="NVIDIA None", memory=1, minor=250)
    with pytest.raises(InfrastructureError, match=r"the memory of NVIDIA None cannot be cleared: OSError: .*(?i:cuda)"):
        scrub(gone, 1.0)
