"""The connection to a student's kernel: what it may send is bounded before anything of it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zmq

from autograder.sandbox.client import QuickClient

_REPLY_BYTES = 300 * 2**20
_REPLY_QUEUE = 16
_OUTPUT_BYTES = 16 * 2**20
_OUTPUT_QUEUE = 256
_PIECE = 4 * 2**20


class BoundedClient(QuickClient):
    """A client whose sockets refuse messages beyond a size: a flood ends the connection, not the grader's memory."""

    def connect_iopub(self, identity: bytes | None = None) -> Any:
        return self._bounded(zmq.SUB, "iopub", _OUTPUT_BYTES, _OUTPUT_QUEUE, identity)

    def connect_shell(self, identity: bytes | None = None) -> Any:
        return self._bounded(zmq.DEALER, "shell", _REPLY_BYTES, _REPLY_QUEUE, identity)

    async def tell(self, content: dict[str, Any], buffers: Sequence[memoryview] = ()) -> bool:
        """Ask a kernel that has run nothing yet for something of our own; whether it could do it."""
        channel = self.shell_channel
        self.session.send(channel.socket, self.session.msg("autograder_request", content), buffers=list(buffers))
        while (reply := await channel.get_msg()).get("msg_type") != "autograder_reply":
            pass
        return bool(reply["content"].get("status") == "ok")

    async def put_file(self, name: str, content: bytes) -> bool:
        """Write a file to the work folder of a kernel that has run nothing yet; False where it does not fit.

        In pieces, so that a kernel with little memory survives a file that its disk can take.
        """
        for start in range(0, max(len(content), 1), _PIECE):
            if not await self.tell({"op": "file", "name": name}, [memoryview(content)[start : start + _PIECE]]):
                return False
        return True

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
