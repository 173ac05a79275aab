"""Who is graded where: places on the processor, shares of GPUs."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Assignment, Course, Limits
from autograder.grading import slots
from autograder.grading.slots import Places, Slots, slots_of
from autograder.sandbox.gpus import Gpu

ONE, TWO = Path("one.sock"), Path("two.sock")
GPUS = Path("gpu0.sock"), Path("gpu1.sock")


def places(*gpus: Path, jobs: int = 2) -> Places:
    return Places(Slots(sockets=[ONE, TWO, ONE, TWO, ONE, TWO][:jobs], problem=str, gpus=gpus))


def test_each_place_on_the_processor_is_for_one_submission() -> None:
    free = places()
    taken = [free.take(0.0), free.take(0.0)]
    assert {place.slot for place in taken} == {ONE, TWO}
    assert not free
    assert not free.fits(0.0)
    free.give_back(taken[0])
    assert free.take(0.0).slot == taken[0].slot


@pytest.mark.parametrize(("share", "most"), [(1.0, 1), (0.5, 2), (0.3, 3), (1 / 3, 3), (0.25, 4)])
def test_a_gpu_is_shared_by_as_many_as_fit(share: float, most: int) -> None:
    free = places(GPUS[0], jobs=6)
    for _ in range(most):
        assert free.fits(share)
        assert free.take(share).slot == GPUS[0]
    assert not free.fits(share)
    assert free.fits(0.0)  # those on the processor go on


def test_submissions_spread_over_the_gpus_and_their_shares_come_back() -> None:
    free = places(*GPUS, jobs=6)
    first, second = free.take(0.6), free.take(0.6)
    assert {first.slot, second.slot} == set(GPUS)
    assert not free.fits(0.6)
    free.give_back(first)
    assert free.take(0.6).slot == first.slot


def test_a_gpu_needs_a_place_on_the_processor_too() -> None:
    """What runs on the GPU keeps a core busy as well."""
    free = places(GPUS[0], jobs=1)
    free.take(0.25)
    assert not free.fits(0.25)


def test_without_a_gpu_the_processor_does_it() -> None:
    free = places()
    assert free.fits(1.0)
    assert free.take(1.0).slot in (ONE, TWO)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Two GPUs; slots are not really opened, and tell what was asked for."""
    gpus = [Gpu(uuid=f"GPU-{minor}", name="NVIDIA X", memory=1000, minor=minor) for minor in (0, 1)]
    monkeypatch.setattr("autograder.sandbox.gpus.find_gpus", lambda: tuple(gpus))
    monkeypatch.setattr(slots, "start_workers", lambda course, assignments: None)
    monkeypatch.setattr("autograder.sandbox.slot.SlotPool", _Pool)
    assignments = [Assignment(name="plain"), Assignment(name="thirds", limits=Limits(gpu=0.33))]
    return Course(name="A course", course_id="c", assignments=assignments)


class _Pool:
    problem = ""

    def __init__(self, count: int, *, gpu: Gpu | None = None, **rest: object) -> None:
        self.sockets = [Path(f"{'cpu' if gpu is None else gpu.uuid}-{number}") for number in range(count)]

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *args: object) -> None:
        pass


def test_a_class_on_gpus_is_graded_as_many_at_once_as_fit(course: Course) -> None:
    """Three thirds on each of two GPUs, in turn; fewer where fewer jobs are asked for."""
    wanting = course.assignment("thirds")
    with slots_of(course, wanting, 8, "sandbox") as found:
        assert found == [Path("GPU-0-0"), Path("GPU-1-0")] * 3
    with slots_of(course, wanting, 1, "sandbox") as found:
        assert found == [Path("GPU-0-0")]


def test_other_classes_and_those_without_isolation_stay_on_the_processor(course: Course) -> None:
    with slots_of(course, course.assignment("plain"), 2, "sandbox") as found:
        assert found == [Path("cpu-0")] * 2
    with slots_of(course, course.assignment("thirds"), 2, "none") as found:
        assert found == [None, None]
