"""Requests that are too large, too slow, ambiguous or for another host are cut before they cost anything."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from autograder.service.web.body import MAX_HEADERS, Limited, host_name

MOST = 2**20
PIECE = 2**16


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the whole body without keeping it, and answers with its size."""
    size = 0
    async for piece in Request(scope, receive).stream():
        size += len(piece)
    await PlainTextResponse(str(size))(scope, receive, send)


async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes any trouble with the body for the caller's fault, as frameworks do."""
    try:
        await application(scope, receive, send)
    except Exception:
        await PlainTextResponse("bad request", 400)(scope, receive, send)


class Caller:
    """One request through the middleware: what it sent, what came back, how much of it was read."""

    def __init__(
        self,
        *,
        headers: Iterable[tuple[bytes, bytes]] = (),
        body: Iterable[bytes] = (b"",),
        pause: Callable[[int], float] = lambda piece: 0.0,
        path: str = "/api/v1/submissions",
        query: bytes = b"",
        app: Any = application,
        host: bytes | None = b"testserver",
        **limits: float,
    ) -> None:
        names = [(b"host", host)] if host is not None else []
        self.scope: Scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": query,
            "http_version": "1.1", "headers": [*names, *headers], "client": ("127.0.0.1", 1),
            "server": ("testserver", 80), "scheme": "http", "root_path": "",
        }  # fmt: skip
        self.body, self.pause = iter(body), pause
        self.read = 0
        self.sent: list[Message] = []
        asyncio.run(Limited(app, most=MOST, hosts=["testserver"], **limits)(self.scope, self.receive, self.send))

    async def receive(self) -> Message:
        self.read += 1
        await asyncio.sleep(self.pause(self.read))
        piece = next(self.body, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        starts = [message["status"] for message in self.sent if message["type"] == "http.response.start"]
        assert len(starts) == 1, self.sent
        assert self.sent[-1].get("more_body", False) is False
        return int(starts[0])

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()


def endless() -> Iterator[bytes]:
    """A gigabyte, in pieces that are made when they are read."""
    yield from (bytes(PIECE) for _ in range(2**30 // PIECE))


def test_what_fits_passes() -> None:
    """A body of the allowed size arrives whole, with and without its length."""
    body = [bytes(PIECE)] * (MOST // PIECE)
    assert Caller(body=body).text == str(MOST)
    assert Caller(body=body, headers=[(b"content-length", b"%d" % MOST)]).text == str(MOST)


@pytest.mark.parametrize("app", [application, stubborn])
def test_a_gigabyte_in_pieces_is_cut(app: Callable[..., Awaitable[None]]) -> None:
    """A chunked body is refused at its limit, whatever the application makes of that, and little of it is in memory."""
    tracemalloc.start()
    caller = Caller(body=endless(), headers=[(b"transfer-encoding", b"chunked")], app=app)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caller.status == 413
    assert json.loads(caller.text)["error"]["code"] == "too_large"
    assert caller.read * PIECE < 4 * MOST
    assert peak < 2 * MOST


def test_a_declared_gigabyte_never_reaches_the_application() -> None:
    """A length above the limit is answered before anything is read for the application, and the connection is closed."""

    async def untouched(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    caller = Caller(body=endless(), headers=[(b"content-length", b"1073741824")], app=untouched)
    assert caller.status == 413
    assert (b"connection", b"close") in caller.sent[0]["headers"]
    assert caller.read * PIECE < 4 * MOST


def test_silence_is_cut() -> None:
    """A body that stops arriving is answered with 408."""
    caller = Caller(body=[b"x"] * 3, pause=lambda piece: 0.0 if piece < 2 else 30.0, silence=0.05)
    assert caller.status == 408
    assert json.loads(caller.text)["error"]["code"] == "too_slow"


def test_a_drip_is_cut() -> None:
    """A body that arrives byte by byte, never silent, is cut after the whole time."""
    caller = Caller(body=endless(), pause=lambda piece: 0.02, silence=1.0, seconds=0.2)
    assert caller.status == 408
    assert 3 <= caller.read <= 15


def test_who_waits_for_an_answer_is_not_slow() -> None:
    """Once the body has arrived, an application may wait for the caller's end for as long as it likes."""

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await receive()  # the end of the connection, later than any limit
        await PlainTextResponse("done")(scope, receive, send)

    assert Caller(body=[], pause=lambda piece: 0.0 if piece < 2 else 0.3, silence=0.05, seconds=0.1, app=waiting).text == "done"


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"3"), (b"content-length", b"4")],
        [(b"content-length", b"3"), (b"content-length", b"3")],
        [(b"content-length", b"3"), (b"transfer-encoding", b"chunked")],
        [(b"content-length", b"3, 3")],
        [(b"content-length", b"+3")],
        [(b"content-length", b"-1")],
        [(b"content-length", "٣".encode())],
    ],
)
def test_two_lengths_are_none(headers: list[tuple[bytes, bytes]]) -> None:
    """A request whose length can be read in two ways could hide a second one, and is refused."""
    assert Caller(headers=headers).status == 400


@pytest.mark.parametrize("length", [b"9" * 15, b"9" * 5000])
def test_an_absurd_length_is_too_large(length: bytes) -> None:
    """However long the number is, it costs nothing to read."""
    assert Caller(headers=[(b"content-length", length)]).status == 413


def test_headers_are_bounded() -> None:
    """Neither many headers nor large ones are looked at."""
    assert Caller(headers=[(b"x", b"y")] * (MAX_HEADERS - 1)).status == 200
    assert Caller(headers=[(b"x", b"y")] * MAX_HEADERS).status == 431
    assert Caller(headers=[(b"x", b"y" * 40_000)]).status == 431


def test_addresses_are_bounded() -> None:
    """A path or query without end is refused, and so is one with a NUL, which PostgreSQL would choke on."""
    assert Caller(path="/api/" + "x" * 5000).status == 414
    assert Caller(query=b"x" * 5000).status == 414
    assert Caller(path="/api/\0").status == 400


@pytest.mark.parametrize("host", [b"evil.example", b"testserver.evil.example", b"", b"[", b"\xff", b"evil@", None])
def test_other_hosts_are_refused(host: bytes | None) -> None:
    """A page that makes its own name lead here (DNS rebinding) gets nothing."""
    caller = Caller(host=host)
    assert caller.status == 421
    assert json.loads(caller.text)["error"]["code"] == "wrong_host"


def test_two_hosts_are_refused() -> None:
    """Of two Host headers none counts."""
    assert Caller(headers=[(b"host", b"testserver")]).status == 421


@pytest.mark.parametrize(
    ("value", "name"), [(b"TestServer:8000", "testserver"), (b"[::1]:80", "::1"), (b"127.0.0.1", "127.0.0.1"), (b"a@b", "b")]
)
def test_host_names_are_read_as_browsers_write_them(value: bytes, name: str) -> None:
    """Case and port do not matter."""
    assert host_name(value) == name
