"""The connection to a student's kernel: what it may send is bounded before anything of it is read."""

from __future__ import annotations

from typing import Any

import zmq

from autograder.sandbox.client import QuickClient

_REPLY_BYTES = 300 * 2**20
_REPLY_QUEUE = 16
_OUTPUT_BYTES = 16 * 2**20
_OUTPUT_QUEUE = 256


class BoundedClient(QuickClient):
    """A client whose sockets refuse messages beyond a size: a flood ends the connection, not the grader's memory."""

    def connect_iopub(self, identity: bytes | None = None) -> Any:
        return self._bounded(zmq.SUB, "iopub", _OUTPUT_BYTES, _OUTPUT_QUEUE, identity)

    def connect_shell(self, identity: bytes | None = None) -> Any:
        return self._bounded(zmq.DEALER, "shell", _REPLY_BYTES, _REPLY_QUEUE, identity)

    def _bounded(self, kind: int, channel: str, size: int, queue: int, identity: bytes | None) -> Any:
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.setsockopt(zmq.MAXMSGSIZE, size)
        socket.setsockopt(zmq.RCVHWM, queue)
        if identity:
            socket.identity = identity
        if kind == zmq.SUB:
            socket.setsockopt(zmq.SUBSCRIBE, b"")
        socket.connect(self._make_url(channel))
        return socket
