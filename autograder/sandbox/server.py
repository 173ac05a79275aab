"""The fork server inside a slot: imports once, forks a child per session, reports how each ended. Runs no student code.

Started as ``python -m autograder.sandbox.server CONFIG STATUS LISTENER`` with three inherited descriptors: a memory file with
the configuration, a packet socket to the owner (ready, failed, ping; its end is the server's end) and the listening control
socket.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any

from autograder.sandbox import isolate, linux, protocol
from autograder.sandbox.child import Descriptors, Prepared, fork
from autograder.sandbox.limits import SessionLimits


class NotReady(Exception):
    """The slot must not serve; the message says why."""


def prepare(config: dict[str, Any]) -> Prepared:
    """Import, build the kernel, freeze, as the configuration says (``preload``, ``program``, ``kept``, ``gpu``).

    Raises:
        NotReady: with the reason.
    """
    gc.disable()
    for name in config["preload"]:
        try:
            importlib.import_module(name)
        except Exception as problem:
            raise NotReady(f"cannot import {name!r} in the sandbox: {type(problem).__name__}: {problem}") from problem
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    from autograder.sandbox import operations  # after the course's modules, which may want to be first
    from autograder.sandbox.app import WarmApp

    operations.import_ready()
    app = WarmApp.prepare()
    app.warm_up()
    if torch is not None and torch.cuda.is_initialized():
        raise NotReady("a preloaded module initialised CUDA, which does not survive a fork")
    threads = [_thread_name(task) for task in os.listdir("/proc/self/task")]
    if len(threads) > 1:
        raise NotReady(f"a preloaded module started threads ({', '.join(sorted(threads))}), which do not survive a fork")
    gc.collect()
    gc.freeze()
    linux.use_huge_pages()
    namespaces = {name: os.readlink(f"/proc/self/ns/{name}") for name in os.listdir("/proc/self/ns")}
    return Prepared(
        app=app,
        program=bytes.fromhex(config["program"]),
        last_capability=linux.last_capability(),
        kept=tuple(config["kept"]),
        process_namespace=os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC),
        namespaces=namespaces,
        gpu=config["gpu"],
    )


def _thread_name(task: str) -> str:
    with open(f"/proc/self/task/{task}/comm") as file:
        return file.read().strip()


def check_isolation(prepared: Prepared) -> None:
    """Isolate a throw-away child and let it try what must fail. Raises NotReady with every primitive that does not hold."""
    limits = SessionLimits(memory=2**28, disk=2**22, file=2**20, processes=8, open_files=32)  # small: they are filled
    descriptor = protocol.pack({"selftest": True, "limits": dataclasses.asdict(limits)})
    reading, writing = os.pipe()
    try:
        second = fork(prepared, Descriptors(descriptor, writing))
    except OSError as problem:
        raise NotReady(f"a child cannot isolate itself: {problem}") from problem
    finally:
        protocol.close([descriptor, writing])
    with open(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(second, 0)
    answer = json.loads(said) if said else {"failed": "the self-test ended without an answer"}
    found = answer.get("failures", [answer.get("failed")])
    if found:
        raise NotReady(f"isolation is incomplete: {'; '.join(found)}")


@dataclasses.dataclass
class Child:
    """A running session: process B and the connection that asked for it."""

    process: int
    pidfd: int
    connection: socket.socket


class Server:
    """Connections ask for children; a child's end is reported to its connection; a connection's end kills its child."""

    def __init__(self, prepared: Prepared, status: socket.socket, listener: socket.socket) -> None:
        self.prepared, self.status, self.listener = prepared, status, listener
        self.connections: dict[int, socket.socket] = {}
        self.children: dict[int, Child] = {}  # by pidfd
        self.poll = select.poll()
        for waiting in (status, listener):
            self.poll.register(waiting, select.POLLIN)

    def run(self) -> None:
        """Serve until the owner's end of the status socket closes or somebody retires the slot."""
        while True:
            descriptor, _ = self.poll.poll()[0]  # one at a time: acting on it may close the others and reuse their numbers
            if descriptor == self.status.fileno():
                message, _ = protocol.receive(self.status)
                if message is None:
                    return
                protocol.send(self.status, {"pong": message.get("ping"), "sessions": len(self.children)})
            elif descriptor == self.listener.fileno():
                self._accept()
            elif descriptor in self.children:
                self._reap(self.children[descriptor])
            elif self._hear(self.connections[descriptor]):
                return

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        self.connections[connection.fileno()] = connection
        self.poll.register(connection, select.POLLIN)

    def _hear(self, connection: socket.socket) -> bool:
        """Act on one packet; True when the slot is to end."""
        try:
            message, received = protocol.receive(connection)
        except (OSError, ValueError):
            message, received = None, []
        if message is None:
            protocol.close(received)
            self._hang_up(connection)
            return False
        if "retire" in message:
            print(f"retired: {message['retire']}", file=sys.stderr, flush=True)
            return True
        self._start(connection, received)
        return False

    def _start(self, connection: socket.socket, received: list[int]) -> None:
        try:
            process = fork(self.prepared, Descriptors.of(received))
            pidfd = os.pidfd_open(process)
        except (OSError, IndexError) as problem:
            self._tell(connection, {"failed": str(problem)})
            return
        finally:
            protocol.close(received)
        self.children[pidfd] = Child(process, pidfd, connection)
        self.poll.register(pidfd, select.POLLIN)
        self._tell(connection, {"started": True}, [pidfd])

    def _tell(self, connection: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
        with contextlib.suppress(OSError):  # a client that is gone is noticed by the loop
            protocol.send(connection, message, descriptors or [])

    def _hang_up(self, connection: socket.socket) -> None:
        self.poll.unregister(connection)
        del self.connections[connection.fileno()]
        for child in self.children.values():
            if child.connection is connection:
                signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)  # not yet reaped, so its number is still its own
        connection.close()

    def _reap(self, child: Child) -> None:
        _, status, usage = os.wait4(child.process, 0)
        self.poll.unregister(child.pidfd)
        del self.children[child.pidfd]
        os.close(child.pidfd)
        if child.connection.fileno() >= 0:
            used = {
                "code": os.waitstatus_to_exitcode(status),
                "cpu": usage.ru_utime + usage.ru_stime,
                "resident": usage.ru_maxrss,
            }
            self._tell(child.connection, {"ended": used})


def main(arguments: list[str]) -> int:
    linux.weigh_session()
    isolate.enter_server_namespaces()
    server = os.fork()
    if server != 0:
        _, status = os.waitpid(server, 0)
        return os.waitstatus_to_exitcode(status)
    return serve(*map(int, arguments))


def serve(config_file: int, status_number: int, listener_number: int) -> int:
    """Prepare, test, serve. Returns the process's exit status."""
    status = socket.socket(fileno=status_number)
    listener = socket.socket(fileno=listener_number)
    config = protocol.unpack(config_file)
    os.close(config_file)
    try:
        prepared = prepare(config)
        check_isolation(prepared)
    except NotReady as problem:
        protocol.send(status, {"failed": str(problem)})
        return 1
    protocol.send(status, {"ready": True})
    Server(prepared, status, listener).run()
    return 0


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))  # nothing to tidy: the namespace ends with this process
