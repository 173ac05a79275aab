"""One task asks the database for all open pages together, and only while there are any."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from functools import partial

from autograder.errors import InfrastructureError
from autograder.service.web.live import News, Watcher

QUEUED, RUNNING, DONE = (News(said, said, last=said == "done") for said in ("queued", "running", "done"))


class Source:
    """A database that remembers what it was asked."""

    def __init__(self, **news: News) -> None:
        self.news = dict(news)
        self.asked: list[frozenset[str]] = []
        self.down = False

    def load(self, ids: frozenset[str]) -> dict[str, News]:
        self.asked.append(ids)
        if self.down:
            raise InfrastructureError("the database is down")
        return {name: news for name, news in self.news.items() if name in ids}

    def asked_again(self, times: int) -> Callable[[], bool]:
        """Whether there were so many more questions since now."""
        enough = len(self.asked) + times
        return lambda: len(self.asked) >= enough


def ends_with(heard: list[News | None], news: News) -> bool:
    return heard[-1:] == [news]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def collect(watcher: Watcher, name: str, into: list[News | None]) -> None:
    async with aclosing(watcher.follow(name)) as all_news:
        async for news in all_news:
            into.append(news)


def run(test: Awaitable[None]) -> None:
    async def main() -> None:
        async with asyncio.timeout(20):
            await test

    asyncio.run(main())


def test_a_follower_hears_every_change_until_the_last() -> None:
    """Nothing is told twice, and the stream ends by itself."""

    async def test() -> None:
        source = Source(a=QUEUED)
        watcher = Watcher(source.load, interval=0.001)
        heard: list[News | None] = []
        follower = asyncio.create_task(collect(watcher, "a", heard))
        for expected, following in ((QUEUED, RUNNING), (RUNNING, DONE)):
            await until(partial(ends_with, heard, expected))
            await until(source.asked_again(3))
            source.news["a"] = following
        await follower
        assert heard == [QUEUED, RUNNING, DONE]

    run(test())


def test_all_pages_share_one_question() -> None:
    """A hundred followers of two submissions are one query at a time, for both."""

    async def test() -> None:
        source = Source(a=QUEUED, b=QUEUED)
        watcher = Watcher(source.load, interval=0.001)
        heard: list[list[News | None]] = [[] for _ in range(100)]
        followers = [asyncio.create_task(collect(watcher, "ab"[n % 2], heard[n])) for n in range(100)]
        await until(lambda: all(heard))
        assert watcher.followers == 100
        assert source.asked[-1] == {"a", "b"}
        assert len(source.asked) < 20
        source.news = {"a": DONE, "b": DONE}
        await asyncio.gather(*followers)
        assert all(one == [QUEUED, DONE] for one in heard)

    run(test())


def test_nobody_is_asked_when_nobody_looks() -> None:
    """The task ends with the last follower, and begins again with the next."""

    async def test() -> None:
        source = Source(a=QUEUED)
        watcher = Watcher(source.load, interval=0.001)
        for _ in range(2):
            follower = asyncio.create_task(collect(watcher, "a", []))
            await until(source.asked_again(1))
            follower.cancel()
            await asyncio.gather(follower, return_exceptions=True)
            assert watcher.followers == 0
            await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not asyncio.current_task()))

    run(test())


def test_a_database_that_is_down_for_a_while_only_delays() -> None:
    """The page goes on where it was, without a reload."""

    async def test() -> None:
        source = Source(a=DONE)
        source.down = True
        watcher = Watcher(source.load, interval=0.001)
        heard: list[News | None] = []
        follower = asyncio.create_task(collect(watcher, "a", heard))
        await until(lambda: len(source.asked) > 2)
        assert heard == []
        source.down = False
        await follower
        assert heard == [DONE]

    run(test())


def test_silence_is_broken_by_heartbeats() -> None:
    """A proxy between server and browser never takes the connection for dead."""

    async def test() -> None:
        watcher = Watcher(Source(a=QUEUED).load, interval=0.001, heartbeat=0.01)
        heard: list[News | None] = []
        follower = asyncio.create_task(collect(watcher, "a", heard))
        await until(lambda: len(heard) >= 3)
        assert heard[:3] == [QUEUED, None, None]
        follower.cancel()
        await asyncio.gather(follower, return_exceptions=True)

    run(test())


def test_closing_ends_all_streams() -> None:
    """A server that stops does not wait for open pages."""

    async def test() -> None:
        watcher = Watcher(Source(a=QUEUED).load, interval=0.001, heartbeat=60)
        heard: list[News | None] = []
        follower = asyncio.create_task(collect(watcher, "a", heard))
        await until(lambda: heard == [QUEUED])
        watcher.close()
        await follower
        late: list[News | None] = []
        await collect(watcher, "a", late)
        assert late == []

    run(test())
