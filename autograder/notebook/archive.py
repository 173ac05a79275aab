"""Read a zip archive with one notebook and the files it needs.

Nothing is written to disk. Every member is unpacked piece by piece, to see that it is as large as it says, and thrown away
unless it is asked for.
"""

from __future__ import annotations

import contextlib
import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.course import Limits

__all__ = ["MAX_DEPTH", "MAX_MEMBERS", "MAX_NAME", "ArchiveRefused", "Unpacked", "is_companion", "is_zip", "unpack"]

MAX_MEMBERS = 500
MAX_DEPTH = 12
"""Folders inside folders."""
MAX_NAME = 200
"""Characters of a member's path."""
MAX_PART = 255
"""Bytes of a file's or folder's name, as file systems take them."""
MAX_GROWTH = 8
"""All members together, unpacked, in archives of the largest size."""
MAX_RATIO = 200
"""A member larger than 1 MiB, unpacked, in its packed sizes; text of a notebook shrinks to a tenth."""
SHARE = 0.5
"""Of the disk that a notebook may use: what the files beside it may take."""
_NBGRADERS = ("timestamp.txt", "timestamp.txt.unreadable")
_PIECE = 2**16

_ZIP, _EMPTY_ZIP, _CENTRAL = b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02"
_ENCRYPTED, _PATCHED, _STRONG, _MASKED, _UTF8 = 0x1, 0x20, 0x40, 0x2000, 0x800
_LOCAL_HEADER = 30
_AGAIN = "pack it again with the usual program of your computer, or hand in the notebook alone"
_DAMAGED = f"the archive is damaged; {_AGAIN}"


class ArchiveRefused(Exception):
    """A reason to refuse the archive, in the student's words."""


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """What an archive holds for grading."""

    notebook: bytes
    files: dict[str, bytes]
    """By path relative to the notebook's folder, below which they lie; see :func:`is_companion`."""


def is_zip(data: bytes) -> bool:
    """Whether ``data`` begins as a zip archive does."""
    return data.startswith((_ZIP, _EMPTY_ZIP))


def is_companion(path: PurePosixPath) -> bool:
    """Whether a file that lies at ``path`` beside a notebook was handed in with it.

    Other notebooks were not, nor what programs put there without being asked: settings, caches, nbgrader's time of submission.
    """
    hidden = any(part.startswith(".") or part in ("__MACOSX", "__pycache__") for part in path.parts)
    return not hidden and path.suffix.lower() != ".ipynb" and str(path) not in _NBGRADERS


def unpack(data: bytes, notebook: str, limits: Limits, *, most_mb: float, files: bool = True) -> Unpacked:
    """The notebook of an archive, and with ``files`` what lies beside and below it, after every member was checked.

    Args:
        notebook: the assignment's notebook without ``.ipynb``; another name is taken where the archive holds one notebook only.
        limits: ``notebook_mb`` for the notebook; ``file_mb`` and ``disk_mb`` for the files.
        most_mb: size of the archive in MiB.

    Raises:
        ArchiveRefused: it is damaged, too large, or holds what it must not. Nothing else is raised, whatever the bytes are.
    """
    most = int(most_mb * 2**20)
    if len(data) > most:
        raise ArchiveRefused(f"the archive is too large ({len(data) / 2**20:.1f} MB, at most {most_mb:g} MB)")
    members = _members(data)
    grown = any(member.file_size > max(2**20, MAX_RATIO * member.compress_size) for member in members)
    if grown or sum(member.file_size for member in members) > MAX_GROWTH * most:
        raise ArchiveRefused("the archive would become too large when unpacked; hand in the notebook alone")
    chosen = _choose(members, notebook)
    if chosen.file_size > limits.notebook_mb * 2**20:
        size = f"{chosen.file_size / 2**20:.1f} MB, at most {limits.notebook_mb:g} MB"
        raise ArchiveRefused(f"the notebook in the archive is too large ({size}); clear all outputs, save, and pack it again")
    wanted = _beside(members, chosen)
    _check_sizes(wanted, limits)
    found = {}
    for member in members:
        name = wanted.get(member, "")
        unpacked = _unpack(data, member, keep=member is chosen or (files and bool(name)))
        if member is chosen:
            taken = unpacked
        elif files and name:
            found[name] = unpacked
    return Unpacked(notebook=taken, files=found)


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    """The files of the archive, none of which is a surprise: see the messages."""
    # Counted before the directory is read: half a million of its smallest entries fit into an upload.
    if data.count(_CENTRAL) > 20 * MAX_MEMBERS:
        raise ArchiveRefused(f"the archive holds too many files, at most {MAX_MEMBERS} are taken")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, end = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OverflowError, OSError, LookupError, zlib.error):
        raise ArchiveRefused(_DAMAGED) from None
    if len(entries) > MAX_MEMBERS:
        raise ArchiveRefused(f"the archive holds {len(entries)} files, at most {MAX_MEMBERS} are taken")
    seen: dict[str, bool] = {}
    for entry in entries:
        _check_name(entry.orig_filename)
        _check_name(_name(entry))
        _check_kind(entry)
        same = _name(entry).casefold().rstrip("/")
        if same in seen:
            raise ArchiveRefused(f"two files in the archive have the same name; {_AGAIN}")
        seen[same] = entry.is_dir()
    if any(not seen.get(str(above), True) for name in seen for above in PurePosixPath(name).parents):
        raise ArchiveRefused(f"a file and a folder in the archive have the same name; {_AGAIN}")
    _check_places(data, entries, end)
    return [entry for entry in entries if not entry.is_dir()]


def _name(entry: zipfile.ZipInfo) -> str:
    """The member's path as its maker meant it: macOS packs UTF-8 without saying so, and letters apart from their accents."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return unicodedata.normalize("NFC", name)


def _check_name(name: str) -> None:
    parts = name.rstrip("/").split("/")
    odd = (
        any(unicodedata.category(char) in ("Cc", "Cs") for char in name)
        or "\\" in name
        or ":" in parts[0]
        or "" in parts
        or "." in parts
        or ".." in parts
    )
    if odd:
        raise ArchiveRefused(f"the archive holds a file whose name is no plain path below its folder; {_AGAIN}")
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH or any(len(part.encode()) > MAX_PART for part in parts):
        raise ArchiveRefused(f"the archive holds folders in folders too deep, or a name too long; {_AGAIN}")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & (_ENCRYPTED | _STRONG | _MASKED):
        raise ArchiveRefused("the archive is locked with a password; pack it without one")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & _PATCHED:
        raise ArchiveRefused(f"the archive is packed in a way that is not read; {_AGAIN}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR and not entry.is_dir()):
        raise ArchiveRefused("the archive holds a link or another thing that is no file; pack the files themselves")
    if entry.is_dir() and entry.file_size:
        raise ArchiveRefused(_DAMAGED)


def _check_places(data: bytes, entries: list[zipfile.ZipInfo], end: int) -> None:
    """Every member's bytes are its own, before the directory, under the name the directory says: none is unpacked twice."""
    before = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        first = _first_byte(data, entry)
        encoding = "utf-8" if entry.flag_bits & _UTF8 else "cp437"
        name = entry.orig_filename.encode(encoding, "replace")
        if data[start + _LOCAL_HEADER : start + _LOCAL_HEADER + len(name)] != name or start < before:
            raise ArchiveRefused(_DAMAGED)
        before = first + entry.compress_size
    if before > end:
        raise ArchiveRefused(_DAMAGED)


def _first_byte(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Where the member's packed bytes begin, behind its local header."""
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER] if start >= 0 else b""
    if len(header) < _LOCAL_HEADER or not header.startswith(_ZIP):
        raise ArchiveRefused(_DAMAGED)
    return start + _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


def _choose(members: list[zipfile.ZipInfo], notebook: str) -> zipfile.ZipInfo:
    wanted = f"{notebook}.ipynb"
    notebooks = [member for member in members if _name(member).lower().endswith(".ipynb") and not _is_litter(member)]
    named = [member for member in notebooks if PurePosixPath(_name(member)).name == wanted]
    for candidates in (named, notebooks):
        if len(candidates) == 1:
            return candidates[0]
    if not notebooks:
        raise ArchiveRefused(f"the archive holds no notebook; put {wanted} into it, or hand in the notebook alone")
    raise ArchiveRefused(f"the archive holds {len(named or notebooks)} notebooks; leave only {wanted} in it")


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """What macOS and Jupyter put beside notebooks without being asked."""
    parts = PurePosixPath(_name(member)).parts
    return "__MACOSX" in parts or ".ipynb_checkpoints" in parts or parts[-1].startswith("._")


def _beside(members: list[zipfile.ZipInfo], chosen: zipfile.ZipInfo) -> dict[zipfile.ZipInfo, str]:
    """The members that the notebook may need, and their paths as the notebook would name them."""
    folder = PurePosixPath(_name(chosen)).parent
    paths = {member: PurePosixPath(_name(member)) for member in members}
    below = {member: path.relative_to(folder) for member, path in paths.items() if path.is_relative_to(folder)}
    return {member: str(path) for member, path in below.items() if is_companion(path)}


def _check_sizes(files: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    sizes = [(member.file_size, _name(member)) for member in files]
    largest, name = max(sizes, default=(0, ""))
    if largest > limits.file_mb * 2**20:
        raise ArchiveRefused(f"{name} in the archive is too large ({largest / 2**20:.1f} MB, at most {limits.file_mb} MB)")
    if sum(size for size, _ in sizes) > limits.disk_mb * 2**20 * SHARE:
        most = limits.disk_mb * SHARE
        raise ArchiveRefused(
            f"the files beside the notebook are too large together, at most {most:g} MB; leave out what it does not need"
        )


def _unpack(data: bytes, member: zipfile.ZipInfo, *, keep: bool) -> bytes:
    """The member's bytes where they are to be kept; refused where its size or checksum is not what the directory says."""
    first = _first_byte(data, member)
    packed = memoryview(data)[first : first + member.compress_size]
    size, checksum, kept = 0, 0, []
    for piece in _pieces(packed, member.compress_type):
        size += len(piece)
        if size > member.file_size:
            break
        checksum = zlib.crc32(piece, checksum)
        if keep:
            kept.append(piece)
    if size != member.file_size or checksum != member.CRC:
        raise ArchiveRefused(_DAMAGED)
    return b"".join(kept)


def _pieces(packed: memoryview, kind: int) -> Iterator[bytes]:
    if kind == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _PIECE):
            if unpacker.eof:
                raise ArchiveRefused(_DAMAGED)
            waiting: bytes | memoryview = packed[at : at + _PIECE]
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, _PIECE)
                waiting = unpacker.unconsumed_tail
    except zlib.error:
        raise ArchiveRefused(_DAMAGED) from None
    yield from iter(lambda: unpacker.decompress(b"", _PIECE) if not unpacker.eof else b"", b"")
    if not unpacker.eof or unpacker.unused_data:
        raise ArchiveRefused(_DAMAGED)
