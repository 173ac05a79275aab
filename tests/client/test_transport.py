"""Requests through a network that fails: what is tried again, what is not, and where the token never goes."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from autograder.client.api import Api
from autograder.client.settings import Connection
from autograder.client.transport import Rejected, Transport, plain
from autograder.errors import InfrastructureError, UsageError
from tests.client.faulty import FaultyNetwork, answer, faulty_network
from tests.client.running import RunningServer

BUSY = "503 Service Unavailable"


@pytest.fixture
def network(server: RunningServer) -> Iterator[FaultyNetwork]:
    with faulty_network(server.url) as found:
        yield found


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def anna(network: FaultyNetwork, server: RunningServer, pauses: list[float]) -> Api:
    """Anna behind the faulty network; her pauses are noted and take no time."""
    return Api(Transport(Connection(server=network.url, token=server.tokens["anna"]), timeout=5, sleep=pauses.append))


@pytest.mark.parametrize("fault", ["cut before", "cut after", "half", answer(BUSY), answer("502 Bad Gateway")])
def test_a_failed_request_is_tried_again(anna: Api, network: FaultyNetwork, pauses: list[float], fault: str | bytes) -> None:
    """Broken connections, half answers, 502 and 503 are overcome, with pauses that grow."""
    network.faults = [fault] * 3
    assert [one.name for one in anna.assignments()] == ["conv_by_hand", "second"]
    assert len(network.requests) == 4
    assert pauses == sorted(pauses)
    assert pauses[0] > 0.1


def test_retry_after_is_obeyed(anna: Api, network: FaultyNetwork, pauses: list[float]) -> None:
    """The server says how long to wait."""
    network.faults = [answer(BUSY, "Retry-After: 7"), answer("429 Too Many Requests", "Retry-After: 11")]
    anna.assignments()
    assert pauses == [7, 11]


def test_a_wait_beyond_patience_is_left_to_the_person(anna: Api, network: FaultyNetwork, pauses: list[float]) -> None:
    """An hour is not waited for; the server's words are shown."""
    body = '{"error": {"code": "too_often", "message": "Please wait 55 minutes."}}'
    network.faults = [answer("429 Too Many Requests", "Retry-After: 3300", body=body)]
    with pytest.raises(Rejected, match="Please wait 55 minutes") as refused:
        anna.assignments()
    assert (refused.value.code, refused.value.status, pauses) == ("too_often", 429, [])


def test_patience_ends(network: FaultyNetwork, server: RunningServer) -> None:
    """A server that stays away is an error of the machine, not an endless wait."""
    network.faults = ["cut before"] * 100
    impatient = Api(Transport(Connection(server=network.url, token=server.tokens["anna"]), patience=0.8, timeout=1))
    start = time.monotonic()
    with pytest.raises(InfrastructureError, match="does not answer"):
        impatient.assignments()
    assert time.monotonic() - start < 5
    assert len(network.requests) > 1


def test_a_silent_server_is_given_up(server: RunningServer) -> None:
    """One that accepts and says nothing does not hold the program for longer than the time limit."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        impatient = Api(Transport(Connection(server=url, token=server.tokens["anna"]), patience=0.1, timeout=0.2))
        with pytest.raises(InfrastructureError, match="timed out"):
            impatient.assignments()


@pytest.mark.parametrize("status", ["500 Internal Server Error", "501 Not Implemented"])
def test_a_bug_of_the_server_is_not_tried_again(anna: Api, network: FaultyNetwork, status: str) -> None:
    """What will fail again the same way is told at once."""
    network.faults = [answer(status)]
    with pytest.raises(InfrastructureError, match=status.split()[0]):
        anna.assignments()
    assert len(network.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_does_not_carry_the_token_elsewhere(
    anna: Api, network: FaultyNetwork, server: RunningServer, status: int
) -> None:
    """The token is for the address that was given; where that sends to, a person must decide."""
    with faulty_network(server.url) as elsewhere:
        network.faults = [answer(f"{status} Moved", f"Location: {elsewhere.url}/api/v1/assignments")]
        with pytest.raises(Rejected, match=elsewhere.url):
            anna.assignments()
        assert elsewhere.requests == []


def test_an_answer_that_is_none_of_a_grading_server_is_told(anna: Api, network: FaultyNetwork) -> None:
    """Some other program's page is not taken for an answer."""
    network.faults = [answer("200 OK", body="<html>hello</html>")]
    with pytest.raises(InfrastructureError, match="no grading server"):
        anna.assignments()


def test_requests_to_this_machine_use_no_proxy(anna: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would get the token unencrypted."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    local = Api(Transport(anna._transport.connection, patience=0.1))
    assert local.assignments()


def test_a_wrong_token_is_told_without_showing_it(server: RunningServer) -> None:
    """401 says what to do and does not repeat the secret."""
    wrong = "agt_wrong"
    with pytest.raises(Rejected) as refused:
        Api(Transport(Connection(server=server.url, token=wrong))).assignments()
    assert refused.value.status == 401
    assert wrong not in str(refused.value)


def test_a_server_without_a_name_is_an_error_of_the_machine() -> None:
    """A name that nobody knows is told with the address."""
    missing = Api(Transport(Connection(server="https://grading.invalid", token="agt" + "_x"), patience=0.1))
    with pytest.raises(InfrastructureError, match=r"grading\.invalid"):
        missing.assignments()


def test_too_large_a_file_is_told(anna: Api, network: FaultyNetwork) -> None:
    """In the server's words where it answers, else as what may be wrong."""
    with pytest.raises(Rejected, match="too large"):
        anna.submit(b"PK\x03\x04" + bytes(26 * 2**20), "x.zip", "conv_by_hand", key="1")
    network.faults = ["cut before"] * 100
    impatient = Api(Transport(anna._transport.connection, patience=0))
    with pytest.raises(InfrastructureError, match="may be too large"):
        impatient.submit(b"PK\x03\x04" + bytes(9 * 2**20), "x.zip", "conv_by_hand", key="2")


def test_an_id_that_cannot_be_one_is_not_asked_for(anna: Api, network: FaultyNetwork) -> None:
    """It would become part of an address."""
    with pytest.raises(UsageError, match="no submission's id"):
        anna.status("../tokens")
    assert network.requests == []


def test_texts_cannot_command_a_terminal() -> None:
    """Control characters and changes of the reading direction are gone, other scripts stay."""
    assert plain("a\x1b[31m\u202eb\nc Ü 日本") == "a [31m b c Ü 日本"
