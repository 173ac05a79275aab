"""Pictures that may stand in a page: complete PNG and JPEG files of a sane size, as ``data:`` URLs made here."""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from dataclasses import dataclass

_MAX_BYTES = 8 * 2**20
_MAX_SIDE = 16_384
_MAX_PIXELS = 40_000_000  # a reader's browser holds 4 bytes for each
_PNG = b"\x89PNG\r\n\x1a\n"
_DATA_URL = re.compile(r"data:image/(?:png|jpeg|jpg);base64,(?P<body>[A-Za-z0-9+/=\s]+)\Z")


@dataclass(frozen=True, slots=True)
class Image:
    """A checked picture: ``url`` is a ``data:`` URL, ``width`` and ``height`` are in pixels."""

    url: str
    width: int
    height: int


def from_bytes(data: bytes) -> Image | None:
    """The picture in ``data``, or None where it is no complete PNG or JPEG or is too large."""
    if len(data) > _MAX_BYTES:
        return None
    for kind, size in (("png", _png_size(data)), ("jpeg", _jpeg_size(data))):
        if size and min(size) > 0 and max(size) <= _MAX_SIDE and size[0] * size[1] <= _MAX_PIXELS:
            return Image(f"data:image/{kind};base64,{base64.b64encode(data).decode()}", *size)
    return None


def from_base64(text: str) -> Image | None:
    """The picture in base64 ``text``, as notebooks store it, or None."""
    if len(text) > 2 * _MAX_BYTES:
        return None
    try:
        return from_bytes(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def from_data_url(url: str) -> Image | None:
    """The picture in a ``data:image/png;base64,…`` or ``data:image/jpeg;base64,…`` URL, or None."""
    match = _DATA_URL.match(url)
    return from_base64(match["body"]) if match else None


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG whose chunks are whole up to the end mark."""
    if not data.startswith(_PNG):
        return None
    size, at = None, len(_PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            return None
        if kind == b"IHDR" and length == 13:
            size = struct.unpack_from(">II", data, at + 8)
        if kind == b"IEND":
            return size
        at = end + 4
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in a JPEG's frame header, which stands before the pixels."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])
    return None
