"""Zip archives as attackers pack them."""

from __future__ import annotations

import io
import zipfile
import zlib

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, data in members:
            archive.writestr(name, data, compress_type=kind)
    return file.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    """A member of another kind than a file, as Unix programs pack it."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """``data`` with ``value`` written ``offset`` bytes behind every ``signature``."""
    changed, at = bytearray(data), data.find(signature)
    while at >= 0:
        changed[at + offset : at + offset + len(value)] = value
        at = data.find(signature, at + 4)
    return bytes(changed)


def bomb(size: int) -> bytes:
    """``size`` bytes of zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(size // 2**20)) + packer.flush()
