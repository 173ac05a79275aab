"""One line for each request: method, path, status, time. Never a query, a header, a cookie or a body: they hold secrets."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

__all__ = ["AccessLog"]

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
log = logging.getLogger(__name__)
_LONGEST = 200


class AccessLog:
    """ASGI middleware around the whole application."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            milliseconds = round((time.monotonic() - started) * 1000)
            log.info("%s %s %s %s %d ms", _client(scope), scope["method"], _path(scope), status or "aborted", milliseconds)


def _path(scope: Message) -> str:
    """The path without its query; quoted, so that no line can be forged."""
    return quote(str(scope["path"])[:_LONGEST], safe="/~")


def _client(scope: Message) -> str:
    client = scope.get("client")
    return quote(str(client[0]), safe=":.") if client else "-"
