"""A pool of slots that heals itself: each slot is one warm fork server in one sandbox, addressed by its control socket's path.

    with SlotPool(2, preload=course.preload, environ=course.environ(), hidden=[course.root]) as pool:
        pool.sockets    # paths for SandboxProvisioner(slot=…), valid in any process of the same user

A slot whose server ends, or does not answer, is started again at the same path; its sessions end with it. One thread starts and
watches all slots, because a sandbox ends with the thread that started it.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.errors import InfrastructureError
from autograder.sandbox import folders, gpus, protocol
from autograder.sandbox.server_process import Plan, ServerProcess, make_plan

__all__ = ["BOOT_SECONDS", "SlotPool"]

BOOT_SECONDS = 180.0
"""A server that has not imported its modules by then is given up."""
_PING_SECONDS = 5.0
_SILENCE_SECONDS = 30.0
_PAUSE_SECONDS = 2.0
_TRIES = 3
"""Starts that may fail in a row before a slot is given up."""


class SlotPool:
    """``count`` warm slots; a context manager. Entering waits until all are warm.

    Args:
        count: number of slots; each may serve several sessions at once, but CPU time is then shared.
        preload: modules to import before the first fork.
        environ: variables of the students' kernels, on top of the sandbox's own.
        hidden: folders that must not be visible inside; refused if they would be.
        data: a folder shown read-only at ``/data``: what :func:`autograder.datasets.prepare.served_folder` gives.
        gpu: what its kernels see and may compute on, each its session's share; without it they see no GPU.

    Attributes:
        sockets: the slots' control sockets.
    """

    def __init__(
        self,
        count: int,
        *,
        preload: Iterable[str] = (),
        environ: Mapping[str, str] | None = None,
        hidden: Iterable[Path] = (),
        data: Path | None = None,
        gpu: gpus.Gpu | None = None,
    ) -> None:
        self._count, self._preload, self._environ, self._hidden = count, tuple(preload), environ or {}, tuple(hidden)
        self._data, self._gpu = data, gpu
        self._folder: folders.Folder | None = None
        self._slots: list[_Slot] = []
        self._thread: threading.Thread | None = None
        self._wake, self._woken = -1, -1
        self.sockets: tuple[Path, ...] = ()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self) -> None:
        """Start the slots. Raises InfrastructureError with the reason when one does not come up."""
        self._folder = folders.Folder(folders.base(), mode=0o711)
        try:
            if self._gpu is not None:
                gpus.mark(self._folder.path, self._gpu)
            plan = make_plan(self._folder.path, self._preload, self._environ, self._hidden, self._data, self._gpu)
            self._slots = [_Slot(plan, number) for number in range(self._count)]
            self.sockets = tuple(slot.server.path for slot in self._slots)
            self._woken, self._wake = os.pipe()
            self._thread = threading.Thread(target=self._keep, name="slots", daemon=True)
            self._thread.start()
            for slot in self._slots:
                slot.settled.wait()
            failed = [slot.reason for slot in self._slots if slot.state != "ready"]
            if failed:
                raise InfrastructureError(
                    f"a sandbox does not start: {failed[0]}; `autograder doctor` says what this machine lacks"
                )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End all slots and their sessions, and remove every file of the pool. Harmless when closed already."""
        if self._thread is not None:
            os.close(self._wake)
            self._thread.join()
            os.close(self._woken)
            self._thread = None
        self._slots = []
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    @property
    def problem(self) -> str:
        """Why a slot was given up; empty while all slots live or come back."""
        return next((slot.reason for slot in self._slots if slot.state == "failed"), "")

    def _keep(self) -> None:
        """The thread's work: until the pool closes, keep the slots alive; whatever happens, end them."""
        try:
            for slot in self._slots:
                slot.start(first=True)
            self._attend()
        except BaseException as problem:
            for slot in self._slots:
                slot.give_up(f"{type(problem).__name__}: {problem}")
            raise
        finally:
            for slot in self._slots:
                slot.server.close()

    def _attend(self) -> None:
        """Act on what the slots say and on the clock, until the pool closes."""
        while True:
            poll = select.poll()
            poll.register(self._woken, select.POLLIN | select.POLLHUP)
            by_descriptor = {}
            for slot in self._slots:
                if slot.server.status is not None:
                    by_descriptor[slot.server.status.fileno()] = slot
                    poll.register(slot.server.status, select.POLLIN)
            pause = min(slot.due for slot in self._slots) - time.monotonic()
            ready = dict(poll.poll(min(max(pause, 0), 3600) * 1000))
            if self._woken in ready:
                return
            for descriptor, slot in by_descriptor.items():
                if descriptor in ready:
                    slot.hear()
            for slot in self._slots:
                if slot.due <= time.monotonic():
                    slot.tick()


class _Slot:
    """The state of one slot, used by the pool's thread only (but for ``settled``, ``state`` and ``reason``).

    ``booting`` → ``ready`` → (the server ends) ``waiting`` → ``booting`` …; ``failed`` after too many starts in a row.
    """

    def __init__(self, plan: Plan, number: int) -> None:
        self.server = ServerProcess(plan, number)
        self.state = "waiting"
        self.reason = ""
        self.settled = threading.Event()
        self.due = 0.0
        """When :meth:`tick` is to be called, on the monotonic clock."""
        self._failures = 0
        self._heard = 0.0
        self._first = False

    def start(self, *, first: bool = False) -> None:
        self._first = self._first or first
        self.state, self.due = "booting", time.monotonic() + BOOT_SECONDS
        try:
            self.server.start()
        except (InfrastructureError, OSError) as problem:
            self._fail(str(problem))

    def hear(self) -> None:
        """Act on a packet, or on the end, of the server."""
        assert self.server.status is not None
        try:
            message, _ = protocol.receive(self.server.status)
        except (OSError, ValueError):
            message = None
        self._heard = time.monotonic()
        if message is None:
            self._fail(f"its fork server ended {self.server.last_words()}".strip())
        elif "failed" in message:
            self._fail(str(message["failed"]))
        elif "ready" in message:
            self.state, self._failures, self._first = "ready", 0, False
            self.due = self._heard + _PING_SECONDS
            self.settled.set()

    def tick(self) -> None:
        """The clock says that something is due: a start, a ping, or the end of patience."""
        now = time.monotonic()
        if self.state == "waiting":
            self.start()
        elif self.state == "booting":
            self._fail(f"it was not ready after {BOOT_SECONDS:g} s")
        elif now - self._heard > _SILENCE_SECONDS:
            self._fail("its fork server does not answer")
        else:
            self.due = now + _PING_SECONDS
            assert self.server.status is not None
            with contextlib.suppress(OSError):  # its end is heard by the loop
                protocol.send(self.server.status, {"ping": now})

    def _fail(self, reason: str) -> None:
        """Replace the server, at once the first time, later with growing pauses; give up when it never comes up."""
        was_ready = self.state == "ready"
        self.server.stop()
        self.reason = reason
        self._failures = 1 if was_ready else self._failures + 1
        if self._first or self._failures > _TRIES:
            self.server.close()
            self.give_up(reason)
        else:
            self.state, self.due = "waiting", time.monotonic() + (self._failures - 1) * _PAUSE_SECONDS

    def give_up(self, reason: str) -> None:
        """It will not be started again."""
        self.state, self.reason, self.due = "failed", reason, float("inf")
        self.settled.set()
