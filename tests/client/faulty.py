"""A network that fails on purpose: a proxy on a socket before a real server, which does to each request what it is told."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["cut before", "cut after", "half"] | bytes
"""cut before: the connection breaks before the request reaches the server. cut after: it has, and the answer is lost.
half: half of the answer is lost. bytes: this is the answer, and the server never sees the request."""


class FaultyNetwork:
    """What happens to the next requests, and what they were."""

    def __init__(self, server: str) -> None:
        self._target = urlsplit(server)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.faults: list[Fault] = []
        self.requests: list[bytes] = []

    def serve(self) -> None:
        """Pass requests on until :meth:`close`."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._pass_on(connection)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _pass_on(self, connection: socket.socket) -> None:
        request = _read_request(connection)
        self.requests.append(request)
        fault = self.faults.pop(0) if self.faults else None
        if fault == "cut before":
            return
        if isinstance(fault, bytes):
            connection.sendall(fault)
            return
        answer = self._ask(request)
        if fault is None:
            connection.sendall(answer)
        elif fault == "half":
            connection.sendall(answer[: len(answer) // 2])

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection((self._target.hostname, self._target.port)) as server:
            server.sendall(request)
            return b"".join(iter(lambda: server.recv(65536), b""))  # every request asks to close the connection


@contextlib.contextmanager
def faulty_network(server: str) -> Iterator[FaultyNetwork]:
    """A network to ``server`` that is sound until ``faults`` are given."""
    network = FaultyNetwork(server)
    thread = threading.Thread(target=network.serve)
    thread.start()
    try:
        yield network
    finally:
        network.close()
        thread.join(10)


def answer(status: str, *headers: str, body: str = "") -> bytes:
    """An answer as bytes: ``answer("503 Service Unavailable", "Retry-After: 1")``."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close", *headers, "", body]
    return "\r\n".join(lines).encode()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body
