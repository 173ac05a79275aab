"""Packets between host, fork server and child: JSON with descriptors over ``SOCK_SEQPACKET``, larger requests in a memory file.

The fork server never reads a request: it hands the memory file to the child, so that no session's key or files stay in memory
that later children share.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

_LENGTH = 8
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


def check_name(name: str) -> str:
    """``name`` if it is a relative path that stays in its folder; raises ValueError otherwise."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise ValueError(f"file name {name!r} does not stay in the work folder")
    return name


def pack(request: Mapping[str, Any], files: Mapping[str, bytes]) -> int:
    """A memory file holding a request and the files of its work folder; the caller closes the descriptor."""
    listing = [[check_name(name), len(content)] for name, content in files.items()]
    header = json.dumps({**request, "files": listing}).encode()
    descriptor = os.memfd_create("request", os.MFD_CLOEXEC)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(len(header).to_bytes(_LENGTH, "little") + header)
        for content in files.values():
            file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def unpack(descriptor: int) -> dict[str, Any]:
    """The request; the descriptor then stands at the first file's content."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    size = int.from_bytes(_read(descriptor, _LENGTH), "little")
    request = json.loads(_read(descriptor, size))
    assert isinstance(request, dict)
    return request


def write_files(descriptor: int, listing: Sequence[tuple[str, int]], folder: str) -> None:
    """Write the request's files below ``folder``. Raises OSError when they do not fit."""
    for name, size in listing:
        path = os.path.join(folder, check_name(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            left = size
            while left:
                sent = os.sendfile(file.fileno(), descriptor, None, left)  # None: from the current offset
                if not sent:
                    raise OSError(f"the request ends inside {name!r}")
                left -= sent


def _read(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, size)
        if not part:
            raise ValueError("the request ends early")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
