"""What a request may bring: the size of its body, the time it takes, its headers and the host it asks for.

A body is counted as it arrives, before anything keeps it. What is refused is answered with an error, its connection closed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autograder.course import Service
from autograder.service.web.errors import answer

__all__ = ["Limited", "hosts_of"]

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 2**10
"""All headers of a request together; uvicorn's parser is given the same bound."""
MAX_PATH = 4096
"""Path and query."""
_FORM_MARGIN = 64 * 2**10
"""What a form adds to the uploaded file."""
_DRAIN_SECONDS = 2.0
"""How long the rest of a refused body is read and thrown away: most clients read no answer before they have sent everything."""


class _Cut(ClientDisconnect):
    """The body was refused while the application read it."""


@dataclass
class _Body:
    """One request's body on its way in."""

    receive: Receive
    send: Send
    most: int
    """Bytes."""
    silence: float
    seconds: float
    began: float = field(default_factory=time.monotonic)
    size: int = 0
    over: bool = False
    """All of it has arrived."""
    cut: tuple[int, str] | None = None
    """Status and message with which it was refused."""

    answered: bool = False
    """The application has begun its answer."""

    async def next_message(self) -> Message:
        """The application's ``receive``."""
        if self.over:
            return await self.receive()  # what comes now is the end of the connection; it may take as long as it likes
        if self.cut is not None:
            raise _Cut
        left = self.seconds - (time.monotonic() - self.began)
        try:
            message = await asyncio.wait_for(self.receive(), min(self.silence, max(0.0, left)))
        except TimeoutError:
            self.cut = (408, "Your upload took too long to arrive. Please try again, perhaps over a better connection.")
            raise _Cut from None
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            self.over = not message.get("more_body", False)
        else:
            self.over = True
        if self.size > self.most:
            self.cut = (413, too_large(self.most))
            raise _Cut
        return message

    async def pass_on(self, message: Message) -> None:
        """The application's ``send``; what it makes of an interruption is not sent: that answer is ours."""
        if self.cut is None or self.answered:
            self.answered = True
            await self.send(message)


class Limited:
    """ASGI middleware that bounds every request."""

    def __init__(self, app: ASGIApp, *, most: int, hosts: Sequence[str], silence: float = 10.0, seconds: float = 300.0) -> None:
        """
        Args:
            app: what is protected.
            most: bytes of the largest upload; a body may be a little larger, for the form around it.
            hosts: names under which people reach the server, lower-case and without a port.
            silence: seconds in which at least something of a body arrives.
            seconds: in which all of it arrives.
        """
        self._app, self._most, self._hosts = app, most + _FORM_MARGIN, frozenset(hosts)
        self._silence, self._seconds = silence, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        body = _Body(receive, send, self._most, self._silence, self._seconds, cut=refused)
        if refused is None:
            try:
                await self._app(scope, body.next_message, body.pass_on)
            except _Cut:
                if body.answered:
                    raise
        if body.cut is not None and not body.answered:
            await self._answer(scope, body)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Why the request is refused before its body is looked at."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
            return 431, "The headers of this request are too large."
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_PATH:
            return 414, "This address is too long."
        if "\0" in scope["path"]:
            return 400, "This address holds a character that none may hold."
        lengths = [value for name, value in headers if name == b"content-length"]
        chunked = any(name == b"transfer-encoding" for name, _ in headers)
        # Two programs on the way that count a body differently see two different requests: neither is answered.
        if len(lengths) > 1 or (lengths and (chunked or not lengths[0].isdigit())):
            return 400, "This request says in two ways how long it is."
        if lengths and (len(lengths[0]) > 15 or int(lengths[0]) > self._most):
            return 413, too_large(self._most)
        hosts = [value for name, value in headers if name == b"host"]
        if len(hosts) != 1 or host_name(hosts[0]) not in self._hosts:
            return 421, "This server is not reached by this name; see Service.url in its course_config.py."
        return None

    async def _answer(self, scope: Scope, body: _Body) -> None:
        assert body.cut is not None
        status, message = body.cut
        last: list[Message] = []

        async def keeping(part: Message) -> None:
            last.append(part)

        response = answer(Request(scope), status, message, headers={"Connection": "close"})
        await response(scope, body.receive, keeping)
        for part in last[:-1]:
            await body.send(part)
        await body.send({**last[-1], "more_body": True})  # the caller can read all of the answer already
        if status == 413 and not body.over:
            await self._drain(body.receive)
        await body.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self, receive: Receive) -> None:
        """Throw away some of what still arrives, so that the caller gets to reading the answer; only some, though."""
        read = 0
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while read < 2 * self._most:
                    message = await receive()
                    read += len(message.get("body", b""))
                    if message["type"] != "http.request" or not message.get("more_body", False):
                        return
        except TimeoutError:
            return


def too_large(most: int) -> str:
    return f"This is too large: at most {(most - _FORM_MARGIN) / 2**20:g} MB are taken. Clear all outputs, save, and try again."


def host_name(value: bytes) -> str:
    """The name in a ``Host`` header, lower-case, without its port."""
    try:
        return urlsplit(f"//{value.decode('ascii')}").hostname or ""
    except ValueError:  # not ASCII, or brackets that do not match
        return ""


def hosts_of(service: Service) -> list[str]:
    """Names under which the server is reached: that of ``Service.url``, and those of this machine for itself."""
    return [(urlsplit(service.url).hostname or "").lower(), "localhost", "127.0.0.1", "::1"]
