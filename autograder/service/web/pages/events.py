"""Live updates of a submission's page, by server-sent events."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from autograder.service.web.auth import Caller
from autograder.service.web.context import Server
from autograder.service.web.live import News, Watcher
from autograder.service.web.pages.submission import find

__all__ = ["MOST", "Streams", "router"]

router = APIRouter(include_in_schema=False)

MOST = 4
"""Streams of one person at a time: a browser opens six connections to a server, and pages need some too."""
_LONGEST = 1800.0
"""Seconds after which a browser has to ask again, which asks anew who it is."""
_AGAIN = 2000
"""Milliseconds after which a browser that lost the stream asks again."""
_LINE_END = re.compile(r"\r\n|\r|\n")


class Streams:
    """The open streams of the server."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.open: Counter[str] = Counter()
        """How many streams each person has."""

    def close(self) -> None:
        """End every stream: the server stops, and must not wait for open pages."""
        self.watcher.close()

    async def stream(self, person: str, submission: str) -> AsyncIterator[str]:
        """What is sent to one page of ``person``."""
        ends = time.monotonic() + _LONGEST
        before: News | None = None
        self.open[person] += 1
        try:
            yield f"retry: {_AGAIN}\n\n"
            async with aclosing(self.watcher.follow(submission)) as all_news:
                async for news in all_news:
                    yield _events(news, before)
                    before = news or before
                    if time.monotonic() > ends:
                        return
        finally:
            self.open[person] -= 1
            self.open += Counter()  # forgets who has none


@router.get("/submissions/{submission_id}/events")
async def events(request: Request, submission_id: str, caller: Caller, server: Server) -> Response:
    """What changes on a submission's page, until it is graded."""

    def check() -> None:
        with server.database.read() as db:
            find(db, caller, submission_id)

    await asyncio.to_thread(check)
    streams: Streams = request.app.state.streams
    if streams.open[caller.person] >= MOST:
        return PlainTextResponse("Too many pages are open.", 429, {"Retry-After": "30"})
    headers = {"X-Accel-Buffering": "no"}  # a proxy shall pass on each event at once
    return StreamingResponse(streams.stream(caller.person, submission_id), media_type="text/event-stream", headers=headers)


def _events(news: News | None, before: News | None) -> str:
    """The events for what is new since ``before``; a comment where nothing is, so that no proxy takes the line for dead."""
    if news is None:
        return ": nothing new\n\n"
    text = _event("progress", news.html)
    if news.last or (before is not None and before.said != news.said):
        text += _event("said", news.said)
    return text + (_event("done", "") if news.last else "")


def _event(name: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in _LINE_END.split(data))
    return f"event: {name}\n{lines}\n"
