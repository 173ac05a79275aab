"""uvicorn, stopping as a server with live pages must: it ends their streams before it waits for open requests."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

__all__ = ["WebServer"]


class WebServer(uvicorn.Server):
    """A uvicorn server that does not wait for pages that stay open."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        """``end_streams`` is called in the server's event loop when it begins to stop."""
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)
