"""Tell the pages that are open what has changed: one task asks the database for all of them together.

async for news in watcher.follow(submission): …   # News when something changed, None when nothing did for a while
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field

from autograder.errors import InfrastructureError

__all__ = ["News", "Watcher"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class News:
    """What a page shows of one submission."""

    said: str
    """One short sentence, for who listens to the page."""
    html: str
    last: bool
    """Nothing changes any more."""


@dataclass
class _Topic:
    """One submission that somebody follows."""

    news: News | None = None
    followers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once, at the next change; then there is a new one."""


class Watcher:
    """Follows submissions for as long as somebody looks at them. All methods belong to one event loop."""

    def __init__(
        self, load: Callable[[frozenset[str]], Mapping[str, News]], *, interval: float = 0.25, heartbeat: float = 15.0
    ) -> None:
        """``load`` is called in a thread, at most every ``interval`` seconds.

        Who hears nothing new for ``heartbeat`` seconds is told so. A database that takes long is asked less often, so that
        watching never takes more than a fifth of one core.
        """
        self._load, self._interval, self._heartbeat = load, interval, heartbeat
        self._topics: dict[str, _Topic] = {}
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def followers(self) -> int:
        return sum(topic.followers for topic in self._topics.values())

    def close(self) -> None:
        """End all streams, now and in future: the server stops."""
        self._closed = True
        for topic in self._topics.values():
            topic.changed.set()

    async def follow(self, submission: str) -> AsyncGenerator[News | None]:
        """News of ``submission`` until the last; None after each silent heartbeat."""
        topic = self._topics.setdefault(submission, _Topic())
        topic.followers += 1
        try:
            self._start()
            seen: News | None = None
            while not self._closed:
                changed = topic.changed
                if topic.news is not None and topic.news != seen:
                    seen = topic.news
                    yield seen
                    if seen.last:
                        return
                    continue
                try:
                    async with asyncio.timeout(self._heartbeat):  # wait_for may swallow that the browser has gone
                        await changed.wait()
                except TimeoutError:
                    yield None
        finally:
            topic.followers -= 1
            if not topic.followers and self._topics.get(submission) is topic:
                del self._topics[submission]

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        """Ask and tell, until nobody follows anything."""
        while self._topics and not self._closed:
            began = time.monotonic()
            try:
                found = await asyncio.to_thread(self._load, frozenset(self._topics))
            except InfrastructureError as problem:
                _log.warning("following submissions waits: %s", problem)
                found = {}
            for submission, news in found.items():
                self._tell(submission, news)
            await asyncio.sleep(max(self._interval, 4 * (time.monotonic() - began)))

    def _tell(self, submission: str, news: News) -> None:
        topic = self._topics.get(submission)
        if topic is None or topic.news == news:
            return
        topic.news = news
        topic.changed.set()
        topic.changed = asyncio.Event()
