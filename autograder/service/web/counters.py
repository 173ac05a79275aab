"""Count requests and their times, by the route's template: an address in a label would make a new series of each."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Counted"]

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)


class Counted:
    """ASGI middleware that counts; times go from the request's head to the answer's, so that a stream of events counts too."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry) -> None:
        self._app = app
        self._requests = Counter(
            "autograder_http_requests_total", "Answers by route and status", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "autograder_http_seconds", "Time until an answer begins", ["route"], buckets=_BUCKETS, registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = _template(scope)
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._requests.labels(method, route, str(message["status"])).inc()
                self._seconds.labels(route).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counting)


def _template(scope: Scope) -> str:
    """``/submissions/{submission_id}``; requests that no route took are all one."""
    found = getattr(scope.get("route"), "path", None)
    return found if isinstance(found, str) else "none"
