"""Packets between host, fork server and child: JSON with descriptors over ``SOCK_SEQPACKET``, requests in a memory file.

The fork server never reads a request: it hands the memory file to the child, so that no session's key stays in memory that
later children share.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from typing import Any

_PACKET = 65536
_MAX_DESCRIPTORS = 16


def send(connection: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one packet. Raises OSError when the other side is gone."""
    socket.send_fds(connection, [json.dumps(message).encode()], list(descriptors))


def receive(connection: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """One packet and its descriptors (now owned by the caller); ``None`` at the end of the stream.

    Raises:
        OSError: the connection broke or timed out.
        ValueError: the packet is not a JSON object.
    """
    data, descriptors, _, _ = socket.recv_fds(connection, _PACKET, _MAX_DESCRIPTORS, socket.MSG_CMSG_CLOEXEC)
    if not data:
        return None, descriptors
    try:
        return parse(data), descriptors
    except ValueError:
        close(descriptors)
        raise


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object that ``data`` is. Raises ValueError for anything else, nesting beyond Python's stack included."""
    try:
        message = json.loads(data)
    except RecursionError:
        raise ValueError("a packet is nested too deeply") from None
    if not isinstance(message, dict):
        raise ValueError("a packet must be a JSON object")
    return message


def close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def pack(request: Mapping[str, Any]) -> int:
    """A memory file holding a request; the caller closes the descriptor."""
    descriptor = os.memfd_create("request", os.MFD_CLOEXEC)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(json.dumps(request).encode())
    return descriptor


def unpack(descriptor: int) -> dict[str, Any]:
    """The request in a memory file."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", closefd=False) as file:
        request = json.load(file)
    assert isinstance(request, dict)
    return request
