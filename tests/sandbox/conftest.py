"""A warm slot for the whole run, and a kernel to try code in."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox needs Linux", allow_module_level=True)

from jupyter_client.blocking.client import BlockingKernelClient

from autograder.sandbox.limits import MIB, SessionLimits
from autograder.sandbox.session import Session
from autograder.sandbox.slot import SlotPool

KEY = "a key"


@dataclasses.dataclass
class Ran:
    """What a cell did: text it printed, the exception it raised (class name and traceback), whether the kernel is alive."""

    text: str = ""
    error: str = ""
    traceback: str = ""
    alive: bool = True


class Kernel:
    """A session with a client."""

    def __init__(self, slot: Path, limits: SessionLimits, **start: Any) -> None:
        self.session = Session(slot, limits)
        try:
            self.session.start(KEY, **start)
        except BaseException:
            self.session.close()
            raise
        self.client = BlockingKernelClient()
        self.client.load_connection_info({**self.session.connection, "key": KEY.encode()})
        self.client.start_channels(stdin=False, hb=False, control=False)
        self._await_outputs()

    def _await_outputs(self) -> None:
        """Wait until what the kernel says arrives: only then has it noticed the subscription."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            request = self.client.kernel_info()
            if self._arrives(request):
                while self.client.get_shell_msg(timeout=20)["parent_header"].get("msg_id") != request:
                    pass
                return
        raise TimeoutError("nothing that the kernel says arrives")

    def _arrives(self, request: str) -> bool:
        with contextlib.suppress(Empty):
            while message := self.client.get_iopub_msg(timeout=1):
                ours = message["parent_header"].get("msg_id") == request
                if ours and message["content"].get("execution_state") == "idle":
                    return True
        return False

    def expect(self, kind: str) -> dict[str, Any]:
        while (message := self.client.get_iopub_msg(timeout=20))["msg_type"] != kind:
            pass
        return message

    def send(self, code: str) -> str:
        """Start a cell; returns its message id."""
        return self.client.execute(code)

    def run(self, code: str, seconds: float = 30.0) -> Ran:
        """Run a cell to its end, or to the kernel's."""
        return self.finish(self.send(code), seconds)

    def finish(self, request: str, seconds: float = 30.0) -> Ran:
        ran = Ran()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=0.1)
            except Empty:
                if self.session.end is not None:
                    return dataclasses.replace(ran, alive=False)
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            ran.text += content.get("text", "") + content.get("data", {}).get("text/plain", "")
            if message["msg_type"] == "error":
                ran.error, ran.traceback = content["ename"], "\n".join(content["traceback"])
            if content.get("execution_state") == "idle":
                return ran
        raise TimeoutError(f"the cell did not end in {seconds} s")

    def close(self) -> None:
        self.client.stop_channels()
        self.client.context.destroy(linger=0)
        self.session.close()


@pytest.fixture(scope="session")
def pool() -> Iterator[SlotPool]:
    with SlotPool(1, preload=["numpy"]) as pool:
        yield pool


@pytest.fixture
def slot(pool: SlotPool) -> Path:
    return pool.sockets[0]


@pytest.fixture
def kernels() -> Iterator[Callable[..., Kernel]]:
    """``kernels(slot, limit=value, …)``: a kernel that is closed after the test."""
    made: list[Kernel] = []

    def make(slot: Path, **given: Any) -> Kernel:
        names = {field.name for field in dataclasses.fields(SessionLimits)}
        limits = SessionLimits(**{name: value for name, value in given.items() if name in names})
        made.append(Kernel(slot, limits, **{name: value for name, value in given.items() if name not in names}))
        return made[-1]

    yield make
    for kernel in made:
        kernel.close()


@pytest.fixture
def kernel(slot: Path, kernels: Callable[..., Kernel]) -> Kernel:
    """A kernel with a gigabyte of memory and small files."""
    return kernels(slot, memory=1024 * MIB, disk=16 * MIB, file=8 * MIB, processes=16, open_files=64)


@pytest.fixture
def descendants() -> Callable[[], set[int]]:
    """``descendants()``: processes below this one, zombies left out."""
    return _descendants


def _descendants() -> set[int]:
    found = {os.getpid()}
    states = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        states[int(path.parent.name)] = (int(fields[1]), fields[0])
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in states.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return {pid for pid in found - {os.getpid()} if states.get(pid, (0, "Z"))[1] != "Z"}
