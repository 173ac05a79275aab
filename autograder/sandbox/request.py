"""Asking a slot for a child: the listening sockets, the packet to the fork server, the child's word that it is ready."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox import protocol

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
"""Jupyter's channels; the one at position i listens at port i + 1."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """A child that is being born. ``control``: the fork server tells of its end here; its own end ends the child."""

    control: socket.socket
    pidfd: int
    answer: int

    def wait(self, deadline: float) -> None:
        """Wait for the child's word that it answers. Raises TimeoutError, EOFError (what failed) or ValueError (no word)."""
        poll = select.poll()
        poll.register(self.answer, select.POLLIN)
        if not poll.poll(max(deadline - time.monotonic(), 0) * 1000):
            raise TimeoutError("the child did not become ready in time")
        said = os.read(self.answer, 4096)
        answer = protocol.parse(said) if said else {"failed": "the child ended before it was ready"}
        if not answer.get("ready"):
            raise EOFError(str(answer.get("failed")))


@contextlib.contextmanager
def ask(slot: Path, packed: int, address: str, deadline: float) -> Iterator[Asked]:
    """Ask ``slot`` for a child that serves the request ``packed`` at ``address``-1 … ``address``-5.

    The control connection and the pidfd stay open after a block that succeeds, and belong to the caller then.

    Raises:
        OSError: the slot cannot be reached, or not in time.
        EOFError: it gave no child.
    """
    reading, writing = os.pipe()
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    received: list[int] = []
    try:
        with contextlib.ExitStack() as stack:
            listeners = [stack.enter_context(_listen(f"{address}-{number}")) for number in range(1, len(CHANNELS) + 1)]
            control.settimeout(max(deadline - time.monotonic(), 0.001))
            control.connect(str(slot))
            protocol.send(control, {"start": True}, [packed, writing, *(listener.fileno() for listener in listeners)])
        os.close(writing)  # so that the pipe ends with the child
        writing = -1
        answer, received = protocol.receive(control)
        if answer is None or "failed" in answer or len(received) != 1:
            raise EOFError(str(answer["failed"]) if answer and "failed" in answer else "the fork server ended")
        yield Asked(control, received[0], reading)
    except BaseException:
        control.close()
        protocol.close(received)
        raise
    finally:
        protocol.close([descriptor for descriptor in (reading, writing) if descriptor >= 0])


def ask_to_retire(slot: Path, reason: str) -> None:
    """Have a slot's fork server end, and its owner start a new one. Raises OSError when it cannot be reached."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
        control.settimeout(1)
        control.connect(str(slot))
        protocol.send(control, {"retire": reason})


def is_closed(problem: BaseException) -> bool:
    """Whether the slot is gone for good, so that another try is pointless."""
    return isinstance(problem, (ConnectionRefusedError, FileNotFoundError))


def _listen(path: str) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(path)
        listener.listen(16)
    except OSError:
        listener.close()
        raise
    return listener
