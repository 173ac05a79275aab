"""A form with one file as ``multipart/form-data`` (RFC 7578), for any file name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

__all__ = ["form"]


def form(fields: Mapping[str, str], file_name: str, data: bytes) -> tuple[bytes, str]:
    """The request's body, and its content type with the boundary. The file's field is called ``file``."""
    boundary = secrets.token_hex(24)
    while boundary.encode() in data:  # the file would be cut there
        boundary = secrets.token_hex(24)
    parts = [
        _part(boundary, f'name="{_quoted(name)}"', b"Content-Type: text/plain; charset=utf-8\r\n", value.encode())
        for name, value in fields.items()
    ]
    kind = b"Content-Type: application/octet-stream\r\n"
    parts.append(_part(boundary, f'name="file"; filename="{_quoted(file_name)}"', kind, data))
    body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, names: str, headers: bytes, data: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {names}\r\n".encode() + headers + b"\r\n" + data + b"\r\n"


def _quoted(text: str) -> str:
    """``text`` within quotes as browsers write it: what would end the quotes or the line is percent-encoded."""
    plain = text.encode("utf-8", "replace").decode()  # a file name may hold lone surrogates
    for character in ('"', "\r", "\n"):
        plain = plain.replace(character, f"%{ord(character):02X}")
    return plain
