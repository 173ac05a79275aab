"""How uvicorn reads requests: bounded heads that arrive in time. The application bounds the rest, see :mod:`body`.

uvicorn.Config(app, **uvicorn_options())
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from autograder.service.web.body import MAX_HEADER_BYTES

__all__ = ["HEAD_SECONDS", "TimedProtocol", "uvicorn_options"]

HEAD_SECONDS = 10.0
"""From the first byte (or the connection's beginning) to the end of a request's headers."""


def uvicorn_options() -> dict[str, Any]:
    """Arguments of ``uvicorn.Config`` that belong to the application's limits."""
    return {
        "http": TimedProtocol,
        "ws": "none",
        "h11_max_incomplete_event_size": MAX_HEADER_BYTES,
        "limit_concurrency": 4000,
        "timeout_keep_alive": 10,
        "server_header": False,
    }


class TimedProtocol(H11Protocol):
    """Closes connections on which a request begins and does not get on; uvicorn itself waits for ever."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Run the timer exactly while the head of a request is awaited that has begun."""
        if not self._idle() or self.transport.is_closing():
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _idle(self) -> bool:
        # uvicorn declares both as set and has None before the first request
        cycle: Any = self.cycle
        return cycle is None or cycle.response_complete

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self._idle():
            self.timeout_keep_alive_handler()
