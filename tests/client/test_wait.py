"""Waiting for a submission to be graded: every step is told, and a server that is away for a moment ends nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from autograder.client.api import Api, Status
from autograder.client.settings import Connection
from autograder.client.transport import Rejected, Transport
from autograder.client.wait import wait_for
from autograder.service import queue
from tests.client.faulty import FaultyNetwork, faulty_network
from tests.client.running import RunningServer, notebook


@pytest.fixture
def network(server: RunningServer) -> Iterator[FaultyNetwork]:
    with faulty_network(server.url) as found:
        yield found


@pytest.fixture
def anna(server: RunningServer, network: FaultyNetwork) -> Api:
    """Anna, who does not try again by herself."""
    return Api(Transport(Connection(server=network.url, token=server.tokens["anna"]), patience=0))


@pytest.fixture
def sent(anna: Api) -> Status:
    status, _ = anna.submit(notebook(), "conv_by_hand.ipynb", "conv_by_hand", key="k")
    return status


def test_every_step_is_told_once(server: RunningServer, anna: Api, sent: Status) -> None:
    """From the place in the queue over the cells to the points; what has not changed is not told again."""
    told: list[Status] = []
    held = None

    def step(pause: float) -> None:
        nonlocal held
        if held is None:
            held = queue.lease(server.database, "w1")
            assert held is not None
        elif len(told) < 4:
            queue.beat(server.database, held, "running", len(told), 9)
        else:
            queue.give_back(server.database, held)
            server.grade()

    end = wait_for(anna, sent, seconds=30, on_change=told.append, sleep=step)
    assert (told[0].state, told[0].position) == ("queued", 1)
    assert [(one.phase, one.step) for one in told if one.phase == "running"] == [("running", 2), ("running", 3)]
    assert told[-1] == end
    assert (end.state, end.score) == ("graded", 1.5)


def test_pauses_grow_up_to_a_limit(server: RunningServer, anna: Api, sent: Status) -> None:
    """Often at first, then less: a class that waits does not overload the server."""
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 20:
            server.grade()

    wait_for(anna, sent, seconds=3600, sleep=pause)
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.3, 5.0)


@pytest.mark.parametrize(("estimate", "longest"), [(None, 5.0), (20.0, 5.0), (200.0, 20.0), (7200.0, 30.0)])
def test_a_long_queue_is_asked_less_often(
    server: RunningServer, anna: Api, sent: Status, estimate: float, longest: float
) -> None:
    """A class that waits for an hour asks every half minute; who is next, every few seconds."""
    far = msgspec.structs.replace(sent, estimate_seconds=estimate)
    anna.status = lambda submission: far  # type: ignore[method-assign]  # a queue of that length would take that long
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 25:
            del anna.status
            server.grade()

    wait_for(anna, far, seconds=3600, sleep=pause)
    assert max(pauses) == longest


def test_a_server_that_is_away_for_a_moment_ends_nothing(
    server: RunningServer, network: FaultyNetwork, anna: Api, sent: Status
) -> None:
    """An upgrade in between is only a longer wait."""
    network.faults = ["cut before"] * 5 + [b"nonsense"]
    server.grade()
    assert wait_for(anna, sent, seconds=30, sleep=lambda pause: None).score == 1.5


def test_a_token_that_no_longer_works_ends_it(server: RunningServer, sent: Status) -> None:
    """Asking on would not help."""
    other = Api(Transport(Connection(server=server.url, token="agt" + "_unknown")))
    with pytest.raises(Rejected):
        wait_for(other, sent, seconds=30, sleep=lambda pause: None)
