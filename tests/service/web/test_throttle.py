"""Who guesses waits; who shares the hour or the address with them mostly does not."""

from __future__ import annotations

from autograder.service.web.throttle import Failures


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_waits_after_so_many_failures():
    """The last failure but none before it makes an address wait, until its first one is old enough."""
    clock = Clock()
    failures = Failures(each=3, overall=100, seconds=60, clock=clock)
    for _ in range(3):
        assert failures.wait("a") == 0
        failures.add("a")
        clock.now += 10
    assert failures.wait("a") == 31
    assert failures.wait("b") == 0
    clock.now += 31
    assert failures.wait("a") == 0


def test_many_addresses_do_not_get_more_than_one_try_each():
    """With too many failures altogether each address that failed waits, and one that did not does not."""
    failures = Failures(each=3, overall=10, seconds=60, clock=Clock())
    for number in range(10):
        assert failures.wait(f"a{number}") == 0
        failures.add(f"a{number}")
    assert all(failures.wait(f"a{number}") > 0 for number in range(10))
    assert failures.wait("b") == 0


def test_memory_is_bounded():
    """However many fail, only so many failures are remembered, and none for longer than the time."""
    clock = Clock()
    failures = Failures(each=3, overall=10, seconds=60, clock=clock)
    for number in range(1000):
        failures.add(f"a{number}")
    assert failures.wait("a0") == 0
    assert failures.wait("a999") > 0
    assert len(failures._failed) == len(failures._count) == 100
    clock.now += 60
    assert failures.wait("a999") == 0
    assert not failures._failed
    assert not failures._count
