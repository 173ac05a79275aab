"""One student's kernel, seen from the trusted side: start it, run a cell, ask it a question, end it.

Everything is synchronous on the outside; one private event loop drives jupyter_client inside. The wall clock here is the last
authority: a cell or a call past its limit is interrupted, and a kernel that does not heed the interrupt is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session

from autograder.course import Course, Limits
from autograder.errors import InfrastructureError
from autograder.grading.kernel_client import BoundedClient
from autograder.grading.student import StudentError
from autograder.sandbox.datasets import FOLDER_VARIABLE
from autograder.sandbox.gpus import gpu_of
from autograder.sandbox.kernel import PRELOAD_VARIABLE
from autograder.sandbox.scrub import scrub

Isolation = Literal["sandbox", "none"]
T = TypeVar("T")

DEVICE_VARIABLE = "AUTOGRADER_DEVICE"
"""Environment variable by which a notebook knows that it is graded, and where (``cpu``, ``cuda``): it may then train less."""
START_SECONDS = 60.0
GRACE_SECONDS = 2.0
"""Time a kernel has to heed an interrupt before it is killed."""


class DeadKernel(Exception):
    """The kernel's process ended; ``reason`` is ``exit``, ``stopped`` (by us), or the sandbox's word (``memory`` …)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StudentKernel:
    """A running kernel. ``restart`` gives a fresh one in its place; ``close`` leaves nothing behind.

    ``left_out``: the given files that its work folder could not take.
    """

    def __init__(
        self,
        course: Course,
        limits: Limits,
        *,
        seed: int,
        isolation: Isolation,
        slot: Path | None = None,
        data: Path | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        """``data``: the folder of an assignment's served data; a slot must show the folder above it. ``files``: what the work
        folder holds, by path. On a slot with a GPU, its memory is cleared before each start.
        """
        self._data = _seen_from_inside(data, isolation) if data is not None else ""
        self._course, self._limits, self._seed = course, limits, seed
        self._isolation, self._slot = isolation, slot
        self._files = files or {}
        self.left_out: tuple[str, ...] = ()
        self._gpu = gpu_of(slot) if slot is not None else None
        self._loop = asyncio.new_event_loop()
        self._folder: Path | None = None
        self._manager: Any = None
        self.client: Any = None
        self._plain: tuple[Any, ...] = ()
        self._poller = zmq.Poller()

    def __enter__(self) -> StudentKernel:
        self.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` on this kernel's event loop."""
        return self._loop.run_until_complete(work)

    @property
    def device(self) -> str:
        """What the kernel computes on: ``cuda`` on a slot with a GPU, else ``cpu``."""
        return "cpu" if self._gpu is None else "cuda"

    @property
    def manager(self) -> Any:
        """The AsyncKernelManager of the running kernel."""
        return self._manager

    def start(self) -> None:
        """Start the kernel and wait until it answers. Raises InfrastructureError when it does not."""
        if self._gpu is not None:
            scrub(self._gpu, self._limits.gpu)
        self._folder = Path(tempfile.mkdtemp(prefix="ag-", dir=_socket_folder()))
        try:
            self.wait(asyncio.wait_for(self._start(), START_SECONDS))
        except (TimeoutError, RuntimeError, OSError) as problem:
            self.stop()
            raise InfrastructureError(f"the student's kernel did not start: {type(problem).__name__}: {problem}") from problem

    async def _start(self) -> None:
        assert self._folder is not None
        manager = AsyncKernelManager(transport="ipc", ip=str(self._folder / "k"), connection_file=str(self._folder / "c.json"))
        manager.session = Session(key=os.urandom(16).hex().encode())
        manager.client_class = f"{BoundedClient.__module__}.{BoundedClient.__name__}"
        manager._kernel_spec = self._kernel_spec()
        self._manager = manager
        work = self._folder / "work"
        work.mkdir()
        await manager.start_kernel(env=self._environ(), cwd=str(work))
        client = manager.client()
        client.start_channels(stdin=False, hb=False, control=False)
        self.client = client
        self._plain = tuple(zmq.Socket.shadow(c.socket.underlying) for c in (client.shell_channel, client.iopub_channel))
        self._poller = zmq.Poller()
        for socket in self._plain:
            self._poller.register(socket, zmq.POLLIN)
        await client.wait_for_ready(timeout=START_SECONDS)
        self.left_out = tuple([name for name, data in sorted(self._files.items()) if not await client.put_file(name, data)])
        # Seeded now, whatever starting up has drawn: the same notebook then gives the same numbers.
        await client.tell({"op": "seed", "seed": self._seed})

    def _environ(self) -> dict[str, str]:
        """The student's environment: nothing of the grader's own but what a program needs to run."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        home = str(self._folder / "work") if self._folder else "/"
        return {
            **kept,
            **threads,
            "HOME": home,
            "IPYTHONDIR": f"{home}/.ipython",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self._course.environ(),
            PRELOAD_VARIABLE: ",".join(self._course.preload),
            **self._own_environ(),
        }

    def _own_environ(self) -> dict[str, str]:
        """What the engine itself tells a kernel, in a sandbox and without."""
        apart = self._isolation == "sandbox"  # else nothing would keep two students apart on a GPU
        hidden = {} if apart else {"CUDA_VISIBLE_DEVICES": ""}
        return {DEVICE_VARIABLE: self.device, **hidden} | ({FOLDER_VARIABLE: self._data} if self._data else {})

    def _kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "autograder.sandbox.kernel", "-f", "{connection_file}"]
        spec = KernelSpec(argv=argv, display_name="Python 3", language="python", env=self._own_environ())
        if self._isolation == "sandbox":
            config = {"slot": str(self._slot), "limits": _sandbox_limits(self._limits)}
            spec.metadata = {"kernel_provisioner": {"provisioner_name": "autograder-sandbox", "config": config}}
        return spec

    @property
    def alive(self) -> bool:
        return self._manager is not None and bool(self.wait(self._manager.is_alive()))

    def death_reason(self) -> str:
        """Why the process ended, as far as the provisioner knows."""
        provisioner = getattr(self._manager, "provisioner", None)
        return str(getattr(provisioner, "death_reason", "") or "exit")

    def interrupt(self) -> None:
        with contextlib.suppress(RuntimeError, OSError):  # it may have ended meanwhile
            self.wait(self._manager.interrupt_kernel())

    def stop(self) -> None:
        """End the kernel's processes and remove its files; harmless when it has ended already."""
        if self.client is not None:
            self.client.stop_channels()
            self.client = None
        if self._manager is not None:
            manager, self._manager = self._manager, None
            with contextlib.suppress(RuntimeError, OSError, ProcessLookupError):
                self.wait(manager.shutdown_kernel(now=True))
            manager.cleanup_connection_file()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.stop()
        self._loop.close()

    def request(
        self, content: dict[str, Any], buffers: list[bytes], seconds: float, what: str
    ) -> tuple[dict[str, Any], list[Any]]:
        """The kernel's answer to one call of a check.

        Raises:
            StudentError: it took longer than ``seconds`` (the kernel heeded the interrupt and lives on).
            DeadKernel: the process ended, by itself or because it did not heed the interrupt.
        """
        session = self.client.session
        message = session.msg("autograder_request", content)
        session.send(self.client.shell_channel.socket, message, buffers=buffers)
        reply = self._reply(message["header"]["msg_id"], seconds)
        if reply is not None:
            return _fields(reply)
        self.interrupt()
        if self._reply(message["header"]["msg_id"], GRACE_SECONDS) is None:
            self.stop()
            raise DeadKernel("stopped")
        raise StudentError(
            f"{what} was stopped after {seconds:g} s. Is there an endless loop?", name="TimeoutError", text="time"
        )

    def _reply(self, message_id: str, seconds: float) -> Mapping[str, Any] | None:
        """The reply to ``message_id``; None after ``seconds``. Raises DeadKernel."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            reply = self._next_message(min(left, 0.25))
            if reply is None:
                if not self.alive:
                    raise DeadKernel(self.death_reason())
            elif _parent(reply) == message_id and reply.get("msg_type") == "autograder_reply":
                return reply
        return None

    def _next_message(self, seconds: float) -> Mapping[str, Any] | None:
        """The next message on the shell channel; outputs that arrive meanwhile are thrown away.

        Without the event loop, which would cost more than the call itself. The sockets are not read through the loop again.
        """
        shell, iopub = self._plain
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready = dict(self._poller.poll(int(left * 1000) + 1))
            if iopub in ready:
                iopub.recv_multipart(copy=False)
            if shell in ready:
                frames = shell.recv_multipart(copy=False)
                try:
                    _, parts = self.client.session.feed_identities(frames, copy=False)
                    message: Mapping[str, Any] = self.client.session.deserialize(parts, copy=False)
                except Exception:  # a forged or damaged message: whatever parsing it raises, it is no answer
                    return {}
                return message
        return None


def _seen_from_inside(data: Path, isolation: Isolation) -> str:
    """Where the student's kernel finds ``data``."""
    if isolation == "none":
        return str(data)
    from autograder.sandbox.paths import DATA  # Linux only; not needed without isolation

    return str(DATA / data.name)


def _fields(reply: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    content, buffers = reply.get("content"), reply.get("buffers")
    return (content if isinstance(content, dict) else {}), (buffers if isinstance(buffers, list) else [])


def _parent(message: Mapping[str, Any]) -> Any:
    header = message.get("parent_header")
    return header.get("msg_id") if isinstance(header, dict) else None


def _socket_folder() -> str | None:
    """A short folder for sockets (their paths may have 107 bytes at most)."""
    folder = tempfile.gettempdir()
    return folder if len(folder) < 60 else "/tmp"  # noqa: S108  # mkdtemp below it makes a private folder


def _sandbox_limits(limits: Limits) -> dict[str, float]:
    return {
        name: getattr(limits, name)
        for name in ("notebook_seconds", "check_seconds", "memory_mb", "processes", "disk_mb", "file_mb", "open_files", "gpu")
    }
