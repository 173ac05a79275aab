"""A real server on a socket: what no framework's test client can send."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from autograder.service.web import protocol
from autograder.service.web.body import Limited
from autograder.service.web.protocol import uvicorn_options

MOST = 2**20
SILENCE = 0.5
seen: list[bytes] = []
"""Bodies that reached the application."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/api/refused":
        await PlainTextResponse("no", 401)(scope, receive, send)
        return
    body = await Request(scope, receive).body()
    seen.append(body)
    await PlainTextResponse(f"{scope['method']} {scope['path']} {len(body)}")(scope, receive, send)


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Where a server with the limits of `autograder serve`, only shorter, listens."""
    patch = pytest.MonkeyPatch()
    patch.setattr(protocol, "HEAD_SECONDS", SILENCE)
    app = Limited(application, most=MOST, hosts=["127.0.0.1"], silence=SILENCE, seconds=3.0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", **uvicorn_options()))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield listening.getsockname()
    server.should_exit = True
    thread.join(10)
    listening.close()
    patch.undo()


@pytest.fixture
def connection(address: tuple[str, int]) -> Iterator[socket.socket]:
    seen.clear()
    with socket.create_connection(address, timeout=10) as made:
        yield made


def answer(connection: socket.socket) -> bytes:
    """Everything that comes back until the server closes the connection."""
    pieces = []
    while piece := connection.recv(2**16):
        pieces.append(piece)
    return b"".join(pieces)


def head(*lines: str, target: str = "POST /api/x HTTP/1.1") -> bytes:
    return "\r\n".join([target, "Host: 127.0.0.1", *lines, "", ""]).encode("latin-1")


def test_a_request_is_answered(connection: socket.socket) -> None:
    """What is within the limits reaches the application."""
    connection.sendall(head("Content-Length: 5", "Connection: close") + b"hello")
    assert answer(connection).endswith(b"POST /api/x 5")
    assert seen == [b"hello"]


def test_a_declared_gigabyte_is_refused_at_once(connection: socket.socket) -> None:
    """Whoever asks first whether a gigabyte may come (as curl does) hears 413 and never sends it."""
    connection.sendall(head("Content-Length: 1073741824", "Expect: 100-continue"))
    connection.shutdown(socket.SHUT_WR)
    told = answer(connection)
    assert told.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in told
    assert seen == []


def test_an_endless_chunked_body_is_cut(connection: socket.socket) -> None:
    """A gigabyte in chunks is cut after little more than what is allowed."""
    connection.sendall(head("Transfer-Encoding: chunked"))
    sent = 0
    chunk = b"10000\r\n" + bytes(2**16) + b"\r\n"
    try:
        while sent < 2**30:
            connection.sendall(chunk)
            sent += 2**16
    except OSError:  # the server hung up
        pass
    assert sent < 32 * MOST
    assert seen == []


def test_too_much_is_told_to_who_sends_all_first(connection: socket.socket) -> None:
    """A client that reads no answer before it has sent its few MB too many still gets to read it."""
    connection.sendall(head(f"Content-Length: {MOST * 3 // 2}") + bytes(MOST * 3 // 2))
    assert answer(connection).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_stops_is_cut(connection: socket.socket) -> None:
    """A connection whose body stops arriving is answered with 408 and closed."""
    connection.sendall(head("Content-Length: 100") + b"x")
    began = time.monotonic()
    assert answer(connection).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - began < 8 * SILENCE
    assert seen == []


@pytest.mark.parametrize("sent", [b"", b"POST /api/x HTTP/1.1\r\nHost: 127.", b"POST"])
def test_a_head_that_stops_is_cut(connection: socket.socket, sent: bytes) -> None:
    """A connection on which no request comes to the end of its headers is closed."""
    connection.sendall(sent)
    began = time.monotonic()
    assert answer(connection) == b""
    assert time.monotonic() - began < 8 * SILENCE


def test_a_dripping_head_is_cut(connection: socket.socket) -> None:
    """One byte now and then does not keep a connection open."""
    began = time.monotonic()
    try:
        for byte in head("X: " + "y" * 10_000):
            connection.sendall(bytes([byte]))
            if time.monotonic() - began > 8 * SILENCE:
                pytest.fail("still open")
            connection.settimeout(0.02)
            try:
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
    except OSError:  # the server hung up
        pass
    assert time.monotonic() - began < 8 * SILENCE
    assert seen == []


def test_a_body_that_nobody_reads_is_cut(connection: socket.socket) -> None:
    """A caller that is refused before its body was read cannot keep the connection by sending on."""
    connection.sendall(head("Content-Length: 1000000", target="POST /api/refused HTTP/1.1"))
    assert connection.recv(2**16).startswith(b"HTTP/1.1 401 ")
    began = time.monotonic()
    with contextlib.suppress(OSError):  # the server hung up
        while time.monotonic() - began < 8 * SILENCE:
            connection.sendall(b"x")
            time.sleep(SILENCE / 20)
    assert time.monotonic() - began < 8 * SILENCE


def test_a_second_request_gets_its_own_time(connection: socket.socket) -> None:
    """A connection that is used again is closed only when a request on it stops."""
    for _ in range(3):
        connection.sendall(head("Content-Length: 1") + b"x")
        told = b""
        while not told.endswith(b"POST /api/x 1"):
            told += connection.recv(2**16)
        time.sleep(SILENCE / 2)  # longer in all than a head may take
    connection.sendall(b"GET /api/y")
    assert answer(connection) == b""
    assert len(seen) == 3


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
        ["Transfer-Encoding: xchunked"],
        ["Transfer-Encoding : chunked"],
        ["Content-Length: 0x5"],
        ["Content-Length: 5 "[:-1] + "\x00"],
        ["X: a\x00b"],
        [" folded"],
        ["Content-Length:\n5"],
    ],
)
def test_smuggled_requests_are_refused(connection: socket.socket, lines: list[str]) -> None:
    """Bytes that are a second request to one reader and a body to another are neither: the connection is closed with 4xx."""
    connection.sendall(head(*lines) + b"0\r\n\r\nGET /api/smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    told = answer(connection)
    assert told.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 421 ", b"HTTP/1.1 501 ")), told
    assert told.count(b"HTTP/1.1") == 1
    assert seen == []


@pytest.mark.parametrize("line", ["X: " + "y" * 64_000, "\r\n".join(f"X{number}: y" for number in range(5000))])
def test_huge_heads_are_refused(connection: socket.socket, line: str) -> None:
    """Headers without end are cut while they arrive."""
    connection.sendall(head(line))
    assert answer(connection).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert seen == []


@pytest.mark.parametrize("host", ["Host: 127.0.0.1\r\nHost: evil", "Host: evil.example", "X: y"])
def test_a_wrong_host_is_refused(connection: socket.socket, host: str) -> None:
    """A request for another host, for two, or for none is not answered by the application."""
    connection.sendall(f"GET /api/x HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n".encode())
    assert answer(connection).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 421 "))
    assert seen == []


def test_the_server_does_not_say_what_it_is(connection: socket.socket) -> None:
    """No header names the program or its version."""
    connection.sendall(head("Content-Length: 0", "Connection: close"))
    assert b"server:" not in answer(connection).lower()
