"""The people of a deadline: students who hand in once each, and a few who load pages all the while. One light process.

Every call is made by real HTTP with a connection of its own, as from as many machines, and its time is what the caller waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx

__all__ = ["SUBMIT", "Call", "Hand", "Traffic", "pages_of_a_student", "pages_of_an_instructor"]

SUBMIT = "submit a notebook"
_BEFORE = f"{SUBMIT}, before the rush"
_TIMEOUT = 60.0
_PAUSE = 1.0
"""Seconds between two pages of one person."""


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Somebody with a token; a student also with the notebook they hand in."""

    person: str
    token: str
    notebook: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call, from sending to the last byte of the answer."""

    kind: str
    begin: float
    """Seconds since the rush began."""
    seconds: float
    status: int
    """Of the answer; 0: none came."""
    submission: str = ""
    """Id, for an accepted notebook."""


@dataclass
class Traffic:
    """What is sent to the server at ``address``, and how it answered."""

    address: str
    assignment: str
    transport: httpx.AsyncBaseTransport | None = None
    calls: list[Call] = field(default_factory=list)
    _zero: float = field(default_factory=time.perf_counter)
    _over: bool = False

    async def rush(
        self,
        students: Sequence[Hand],
        viewers: Sequence[Hand],
        instructors: Sequence[Hand],
        *,
        seconds: float,
        until: Callable[[], Awaitable[bool]],
    ) -> float:
        """Let ``students`` hand in at random moments within ``seconds`` while the others load pages until ``until`` says so.

        Viewers have handed in before it begins. Returns how long it took until then.
        """
        async with self._client() as client:
            theirs = [await self._hand_in(client, viewer, _BEFORE) for viewer in viewers]
            self._zero = time.perf_counter()
            moments = random.Random(1)  # noqa: S311  # the same rush every time
            sending = [asyncio.create_task(self._at(moments.uniform(0, seconds), client, student)) for student in students]
            looking = [
                asyncio.create_task(self._look(viewer, pages_of_a_student(self.assignment, own), number))
                for number, (viewer, own) in enumerate(zip(viewers, theirs, strict=True))
            ] + [asyncio.create_task(self._look(each, pages_of_an_instructor(self.assignment), 0)) for each in instructors]
            await asyncio.gather(*sending)
            while not await until():
                await asyncio.sleep(0.5)
                for task in looking:
                    if task.done():  # only by an exception
                        task.result()
            took = time.perf_counter() - self._zero
            self._over = True
            await asyncio.gather(*looking)
            return took

    def _client(self, **options: object) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.address,
            transport=self.transport,
            timeout=_TIMEOUT,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
            **options,  # type: ignore[arg-type]  # headers
        )

    async def _at(self, moment: float, client: httpx.AsyncClient, student: Hand) -> None:
        await asyncio.sleep(max(0.0, self._zero + moment - time.perf_counter()))
        await self._hand_in(client, student)

    async def _hand_in(self, client: httpx.AsyncClient, student: Hand, kind: str = SUBMIT) -> str:
        """Send the student's notebook; the submission's id, empty where it was not accepted."""
        file = (f"{self.assignment}.ipynb", student.notebook, "application/x-ipynb+json")
        call = await self._call(
            kind,
            lambda: client.post(
                "/api/v1/submissions",
                files={"file": file},
                data={"assignment": self.assignment},
                headers={"Authorization": f"Bearer {student.token}", "Idempotency-Key": student.person},
            ),
        )
        return call.submission

    async def _look(self, viewer: Hand, pages: Sequence[tuple[str, str]], number: int) -> None:
        """Sign in as in a browser, then load one page after the other until the rush is over."""
        await asyncio.sleep(number * _PAUSE / 7)  # people do not look in step
        async with self._client() as client:
            answer = await client.post("/login", data={"token": viewer.token})
            if answer.status_code != 303:
                raise RuntimeError(f"{viewer.person} cannot sign in: {answer.status_code}")
            bearer = {"Authorization": f"Bearer {viewer.token}"}
            for kind, path in itertools.cycle(pages):
                if self._over:
                    return
                headers = bearer if path.startswith("/api/") else {}
                await self._call(kind, lambda path=path, headers=headers: client.get(path, headers=headers))
                await asyncio.sleep(_PAUSE)

    async def _call(self, kind: str, send: Callable[[], Awaitable[httpx.Response]]) -> Call:
        answer: httpx.Response | None = None
        begin = time.perf_counter()
        with contextlib.suppress(httpx.TransportError):
            answer = await send()
        seconds = time.perf_counter() - begin
        taken = answer is not None and answer.status_code == 201
        call = Call(
            kind=kind,
            begin=begin - self._zero,
            seconds=seconds,
            status=0 if answer is None else answer.status_code,
            submission=str(answer.json()["id"]) if answer is not None and taken else "",
        )
        self.calls.append(call)
        return call


def pages_of_a_student(assignment: str, submission: str) -> list[tuple[str, str]]:
    """Kind and path of what a student looks at who has handed in ``submission``."""
    return [
        ("API: status of a submission", f"/api/v1/submissions/{submission}"),
        ("page: a submission", f"/submissions/{submission}"),
        ("page: an assignment", f"/assignments/{assignment}"),
        ("page: all assignments", "/assignments"),
    ]


def pages_of_an_instructor(assignment: str) -> list[tuple[str, str]]:
    """Kind and path of what an instructor looks at while a class hands in."""
    return [
        ("page: the class", f"/class/{assignment}"),
        ("page: the class's submissions", f"/class/{assignment}/submissions"),
        ("page: queue and machines", "/class/machines"),
    ]
