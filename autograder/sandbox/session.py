"""One session seen from the host: a child of a slot's fork server, from its start to its last trace.

The host opens the five listening sockets and hands them over, so that no folder is shared with the sandbox and a client may
connect at once. A watching thread keeps the wall clock, and the memory where no control group does, and notes why the session
ended.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from autograder.errors import InfrastructureError
from autograder.sandbox import cgroup, memory, protocol, request
from autograder.sandbox.folders import Folder
from autograder.sandbox.limits import KERNEL_TASKS, SessionLimits

Reason = Literal["memory", "cpu", "wall", "killed", "exit", "crash", "slot"]
"""Why a session ended: a limit; by us; the code ended its process; a fatal signal; the slot was lost (nobody's fault)."""

START_SECONDS = 60.0
_MEMORY_SECONDS = 0.05
_LAST_WORD_SECONDS = 2.0
_GROUP_FLAG = 4  # PIDFD_SIGNAL_PROCESS_GROUP, Linux 6.9
_TRIES = 2


@dataclasses.dataclass(frozen=True)
class End:
    """How a session ended. ``code``: exit status, negative for a signal; ``cpu``: seconds of the kernel process."""

    reason: Reason
    code: int
    cpu: float = 0.0


class Session:
    """A running kernel. Use :meth:`start`; then ``connection`` reaches it, and :meth:`close` leaves nothing behind.

    Started again, a fresh child answers at the same address.

    Attributes:
        connection: Jupyter's connection information (transport ``ipc``), without the key.
        end: how it ended; None while it runs.
    """

    def __init__(self, slot: Path, limits: SessionLimits) -> None:
        self.slot, self.limits = slot, limits
        self.end: End | None = None
        self._folder = Folder(slot.parent.parent / "sessions")
        self.connection: dict[str, Any] = {"transport": "ipc", "ip": str(self._folder.path / "k")}
        self.connection |= {f"{channel}_port": number for number, channel in enumerate(request.CHANNELS, 1)}
        self._ended = threading.Event()
        self._verdict: Reason | None = None
        self._pidfd = -1
        self._control: socket.socket | None = None
        self._group: cgroup.Group | None = None
        self._watcher: threading.Thread | None = None

    def start(
        self,
        key: str,
        *,
        environ: Mapping[str, str] | None = None,
        signature_scheme: str = "hmac-sha256",
        seconds: float = START_SECONDS,
    ) -> None:
        """Start the child and wait until its kernel answers.

        Args:
            key: Jupyter's message key.
            environ: variables of this session, such as ``AUTOGRADER_SEED``.
            seconds: time for all of it, a restart of the slot included.

        Raises:
            InfrastructureError: the slot does not give a working session.
        """
        wanted = {
            "connection": {**self.connection, "ip": "/session", "key": key, "signature_scheme": signature_scheme},
            "environ": dict(environ or {}),
            "limits": dataclasses.asdict(self.limits),
        }
        self.stop()
        self.end, self._verdict = None, None
        self._ended.clear()
        deadline = time.monotonic() + seconds
        packed = protocol.pack(wanted)
        try:
            for attempt in range(_TRIES):
                try:
                    self._start(packed, deadline)
                    break
                except (OSError, EOFError, ValueError) as problem:
                    self._forget()
                    if isinstance(problem, TimeoutError):
                        with contextlib.suppress(OSError):
                            request.ask_to_retire(self.slot, "a session did not start in time")
                    if attempt + 1 == _TRIES or time.monotonic() > deadline or request.is_closed(problem):
                        raise InfrastructureError(f"the sandbox at {self.slot} gives no session: {problem}") from problem
        finally:
            os.close(packed)
        self._watcher = threading.Thread(target=self._watch, name="session", daemon=True)
        self._watcher.start()

    def _start(self, packed: int, deadline: float) -> None:
        with request.ask(self.slot, packed, str(self.connection["ip"]), deadline) as asked:
            self._group = self._make_group(asked.pidfd)
            asked.wait(deadline)
        self._control, self._pidfd = asked.control, asked.pidfd

    def _make_group(self, pidfd: int) -> cgroup.Group | None:
        group = cgroup.make(self.limits.memory + self.limits.disk, self.limits.processes + KERNEL_TASKS)
        if group is not None:
            try:
                group.add(memory.process_of(pidfd))
            except OSError:
                group.remove()
                return None
        return group

    def _forget(self) -> None:
        """Let go of a child that has ended."""
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._group is not None:
            self._group.remove()
            self._group = None

    def interrupt(self) -> None:
        """SIGINT to the kernel and the programs it started."""
        self.send_signal(signal.SIGINT)

    def send_signal(self, number: int) -> None:
        """Any signal; harmless when the session has ended. Process 1 of a sandbox ignores those it does not handle."""
        if number == signal.SIGKILL:
            self.kill()
            return
        if self.end is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            try:
                signal.pidfd_send_signal(self._pidfd, number, None, _GROUP_FLAG)
            except OSError as problem:
                if problem.errno != errno.EINVAL:
                    raise
                signal.pidfd_send_signal(self._pidfd, number)

    def kill(self, reason: Reason = "killed") -> None:
        """End every process of the session and wait until they are gone."""
        self._condemn(reason)
        self._ended.wait(START_SECONDS)

    def _condemn(self, reason: Reason) -> None:
        if not self._ended.is_set():
            self._verdict = self._verdict or reason
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def poll(self) -> int | None:
        """None while it runs, then its exit code."""
        return None if self.end is None else self.end.code

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; False when it still runs after ``seconds``."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """Kill it if it runs; remove its control groups. Harmless when it does not run."""
        if self._watcher is not None:
            self.kill()
            self._watcher.join()
            self._watcher = None
        self._forget()

    def close(self) -> None:
        """Stop it and remove its sockets. Harmless when closed already."""
        self.stop()
        self._folder.remove()

    def _watch(self) -> None:
        """The watching thread: until the end, act on the clock and, without a control group, on memory."""
        assert self._control is not None
        deadline = time.monotonic() + self.limits.wall_seconds
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._pidfd, select.POLLIN)
        allowed = None if self._group is not None else self.limits.memory + self._proportional()
        event = self._memory_event(poll)
        while True:
            pause = max(deadline - time.monotonic(), 0) if allowed is None else _MEMORY_SECONDS
            ready = {descriptor for descriptor, _ in poll.poll(min(pause, 3600) * 1000)}
            if ready - {event}:
                break
            if ready or (allowed is not None and self._too_large(allowed)):
                self._condemn("memory")
                poll.unregister(event) if ready else None
            elif time.monotonic() >= deadline:
                self._condemn("wall")
                deadline = float("inf")
        if event >= 0:
            os.close(event)
        self.end = self._how_it_ended()
        self._ended.set()

    def _memory_event(self, poll: select.poll) -> int:
        try:
            event = self._group.memory_event() if self._group is not None else -1
        except OSError:
            return -1
        if event >= 0:
            poll.register(event, select.POLLIN)
        return event

    def _proportional(self) -> int:
        try:
            return memory.proportional([memory.process_of(self._pidfd)])
        except OSError:
            return 0

    def _too_large(self, allowed: int) -> bool:
        try:
            members = memory.family(memory.process_of(self._pidfd))
        except OSError:
            return False
        return memory.resident(members) > allowed and memory.proportional(members) > allowed

    def _how_it_ended(self) -> End:
        """What the fork server says of the child that has ended, or is ending because the server did."""
        assert self._control is not None
        self._control.settimeout(_LAST_WORD_SECONDS)
        try:
            message, _ = protocol.receive(self._control)
        except (OSError, ValueError):
            message = None
        gone = select.poll()
        gone.register(self._pidfd, select.POLLIN)
        if not gone.poll(_LAST_WORD_SECONDS * 1000):
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            gone.poll(_LAST_WORD_SECONDS * 1000)
        if message is None:
            return End(self._verdict or "slot", -signal.SIGKILL)
        try:
            code, cpu = int(message["ended"]["code"]), float(message["ended"]["cpu"])
        except (KeyError, TypeError, ValueError, OverflowError):  # no fork server of ours says such a thing
            return End(self._verdict or "slot", -signal.SIGKILL)
        return End(self._reason(code, cpu), code, cpu)

    def _reason(self, code: int, cpu: float) -> Reason:
        starved = self._group is not None and code == -signal.SIGKILL and self._group.out_of_memory()
        if starved and self._verdict in (None, "killed"):
            return "memory"
        if self._verdict is not None:
            return self._verdict
        if code == -signal.SIGKILL:
            return "cpu" if cpu >= 0.9 * self.limits.cpu_seconds else "killed"  # the limit's clock and this one differ a little
        return "exit" if code >= 0 else "crash"
