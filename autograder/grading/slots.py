"""Where submissions are graded: warm sandbox slots on the processor, one more on each GPU that an assignment wants."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.datasets.prepare import served_folder
from autograder.grading.kernel import Isolation
from autograder.grading.preload import start_workers
from autograder.sandbox.gpus import Gpu, gpus_for

__all__ = ["Place", "Places", "Slots", "open_slots", "slots_of"]

_SESSIONS_PER_SLOT = 4
"""Kernels that one warm fork server serves side by side: another server costs its imports, seconds of two cores, once more."""
_ROUNDING = 1e-9
"""Three thirds are one."""


@dataclass(frozen=True, kw_only=True)
class Slots:
    """Places for submissions that are graded side by side.

    Attributes:
        sockets: the control socket of each place's slot; None without isolation.
        problem: says why a slot is lost for good; empty while all is well.
        gpus: the control socket of each GPU's slot, whose kernels share that GPU.
    """

    sockets: Sequence[Path | None]
    problem: Callable[[], str]
    gpus: Sequence[Path] = ()


@contextlib.contextmanager
def slots_of(course: Course, assignment: Assignment, jobs: int, isolation: Isolation) -> Iterator[Sequence[Path | None]]:
    """A control socket of a slot for each of ``jobs``, as many None without isolation; the workers start alongside.

    There are fewer where the assignment is made for a GPU: as many as its share fits into the GPUs of this machine.
    """
    start_workers(course, [assignment])
    share = course.limits_of(assignment).gpu
    gpus = gpus_for(course, [assignment], isolated=isolation == "sandbox")
    with open_slots(course, 0 if gpus else jobs, isolation, gpus) as slots:
        side_by_side = int(1 / share + _ROUNDING) if gpus else 0
        yield [socket for _ in range(side_by_side) for socket in slots.gpus][:jobs] if gpus else slots.sockets


@contextlib.contextmanager
def open_slots(course: Course, jobs: int, isolation: Isolation, gpus: Sequence[Gpu] = ()) -> Iterator[Slots]:
    """Warm sandbox slots for ``jobs`` submissions at once, of any of the course's assignments, and one on each of ``gpus``.

    Raises InfrastructureError, with what mends it, when this machine cannot isolate.
    """
    if isolation == "none":
        yield Slots(sockets=[None] * jobs, problem=str)
        return
    from autograder.sandbox.slot import SlotPool  # heavy; not needed without isolation

    def pool(count: int, gpu: Gpu | None = None) -> SlotPool:
        hidden, data = [course.root], served_folder(course)
        return SlotPool(count, preload=course.preload, environ=course.environ(), hidden=hidden, data=data, gpu=gpu)

    count = -(-jobs // _SESSIONS_PER_SLOT)
    with contextlib.ExitStack() as stack:
        pools = [stack.enter_context(pool(count))] if count else []
        own = [pools[0].sockets[job % count] for job in range(jobs)] if count else []
        on_gpus = [stack.enter_context(pool(1, gpu)) for gpu in gpus]
        pools += on_gpus
        yield Slots(
            sockets=own,
            problem=lambda: next((pool.problem for pool in pools if pool.problem), ""),
            gpus=[pool.sockets[0] for pool in on_gpus],
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Place:
    """What one submission holds while it is graded: a place on the processor, and where it has one a share of a GPU."""

    own: Path | None
    gpu: Path | None = None
    share: float = 0.0

    @property
    def slot(self) -> Path | None:
        """Control socket of the slot to grade in."""
        return self.gpu or self.own


class Places:
    """Hands out ``slots``: each place on the processor to one submission, each GPU to as many as their shares fit into it."""

    def __init__(self, slots: Slots) -> None:
        self._free = list(slots.sockets)
        self._left = dict.fromkeys(slots.gpus, 1.0)

    def __bool__(self) -> bool:
        """Whether any place is free."""
        return bool(self._free)

    def fits(self, share: float) -> bool:
        """Whether a submission that wants this share of a GPU can be graded now; a machine without a GPU lets nobody wait."""
        return bool(self._free) and (not share or not self._left or max(self._left.values()) >= share - _ROUNDING)

    def take(self, share: float) -> Place:
        """A place for such a submission, on the GPU with most left; only where it :meth:`fits`."""
        own = self._free.pop()
        if not share or not self._left:
            return Place(own=own)
        gpu = max(self._left, key=lambda socket: self._left[socket])
        self._left[gpu] -= share
        return Place(own=own, gpu=gpu, share=share)

    def give_back(self, place: Place) -> None:
        """The submission has ended."""
        self._free.append(place.own)
        if place.gpu is not None:
            self._left[place.gpu] += place.share
