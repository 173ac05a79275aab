"""Read what somebody uploads: a notebook, or a zip archive with one notebook and further files.

Nothing is written to disk and only the notebook is unpacked into memory; every other member is unpacked piece by piece and
thrown away, to see that it is as large as it says. The archive is then kept as it came.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.course import Assignment, Course
from autograder.errors import SubmissionError
from autograder.notebook.read import parse_notebook

__all__ = ["ReadUpload", "clean_file_name", "read_upload"]

MAX_MEMBERS = 500
MAX_DEPTH = 12
"""Folders inside folders."""
MAX_NAME = 200
"""Characters of a member's path; of a file name half as many are kept."""
MAX_GROWTH = 8
"""All members together, unpacked, in uploads of the largest size."""
MAX_RATIO = 200
"""A member larger than 1 MiB, unpacked, in its packed sizes; text of a notebook shrinks to a tenth."""
_PIECE = 2**16
_READING = threading.BoundedSemaphore(4)
"""Uploads that are unpacked and parsed at the same time: one may take a few hundred MB while it is looked at."""

_ZIP, _EMPTY_ZIP, _CENTRAL = b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02"
_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_ENCRYPTED, _PATCHED, _STRONG, _MASKED, _UTF8 = 0x1, 0x20, 0x40, 0x2000, 0x800
_LOCAL_HEADER = 30
_ODD = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories of characters that a name is shown without: control, format (reading direction), surrogate, unassigned."""
_AGAIN = "pack it again with the usual program of your computer, or hand in the notebook alone"
_DAMAGED = f"the archive is damaged; {_AGAIN}"


@dataclass(frozen=True, kw_only=True)
class ReadUpload:
    """An upload that can be graded."""

    notebook: bytes
    archive: bytes | None
    """The whole archive, where the notebook came in one."""
    file_name: str
    """Name of the uploaded file, cleaned; empty where nothing of it is left."""


class _Refused(Exception):
    """A reason to refuse the archive, in the student's words."""


def read_upload(data: bytes, file_name: str, course: Course, assignment: Assignment) -> ReadUpload:
    """The notebook in ``data``, checked as grading will check it.

    Args:
        data: the uploaded bytes; what they are is told by themselves, not by the name.
        file_name: as the browser sent it; only shown and kept, never used as a path.

    Raises:
        SubmissionError: the archive is damaged, too large or holds what it must not, or the notebook cannot be read; the reason
            is in the student's words. Nothing else is raised, whatever the bytes are.
    """
    with _READING:
        return _read(data, clean_file_name(file_name), course, assignment)


def _read(data: bytes, name: str, course: Course, assignment: Assignment) -> ReadUpload:
    shown = name or "the file"
    limits = course.limits_of(assignment)
    archive = None
    try:
        if data.startswith((_ZIP, _EMPTY_ZIP)):
            archive, data = data, _notebook_of(data, course, assignment)
        elif data.startswith(_OTHER_ARCHIVES):
            raise _Refused("this kind of archive is not read; hand in the .ipynb file, or a .zip archive that holds it")
    except _Refused as problem:
        raise SubmissionError(shown, str(problem)) from None
    parse_notebook(data, shown, limits)
    return ReadUpload(notebook=data, archive=archive, file_name=name)


def clean_file_name(name: str) -> str:
    """``name`` without folders, control characters and characters that change the reading direction; at most 100 characters."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(" " if char.isspace() else char for char in last if char.isspace() or unicodedata.category(char) not in _ODD)
    kept = " ".join(kept.split()).lstrip(". ")
    most = MAX_NAME // 2
    if len(kept) <= most:
        return kept
    stem, dot, suffix = kept.rpartition(".")
    return kept[:most] if not dot or len(suffix) > 10 else f"{stem[: most - len(suffix) - 2]}…{dot}{suffix}"


def _notebook_of(data: bytes, course: Course, assignment: Assignment) -> bytes:
    """The bytes of the archive's notebook, after every member was checked."""
    most = int(course.service.upload_mb * 2**20)
    if len(data) > most:
        raise _Refused(f"the archive is too large ({len(data) / 2**20:.1f} MB, at most {course.service.upload_mb:g} MB)")
    members = _members(data)
    grown = any(member.file_size > max(2**20, MAX_RATIO * member.compress_size) for member in members)
    if grown or sum(member.file_size for member in members) > MAX_GROWTH * most:
        raise _Refused("the archive would become too large when unpacked; hand in the notebook alone")
    chosen = _choose(members, assignment)
    limits = course.limits_of(assignment)
    if chosen.file_size > limits.notebook_mb * 2**20:
        size = f"{chosen.file_size / 2**20:.1f} MB, at most {limits.notebook_mb:g} MB"
        raise _Refused(f"the notebook in the archive is too large ({size}); clear all outputs, save, and pack it again")
    notebook = b""
    for member in members:
        unpacked = _unpack(data, member, keep=member is chosen)
        if member is chosen:
            notebook = unpacked
    return notebook


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    """The files of the archive, none of which is a surprise: see the messages."""
    # Counted before the directory is read: half a million of its smallest entries fit into an upload.
    if data.count(_CENTRAL) > 20 * MAX_MEMBERS:
        raise _Refused(f"the archive holds too many files, at most {MAX_MEMBERS} are taken")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, end = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OverflowError, OSError, LookupError, zlib.error):
        raise _Refused(_DAMAGED) from None
    if len(entries) > MAX_MEMBERS:
        raise _Refused(f"the archive holds {len(entries)} files, at most {MAX_MEMBERS} are taken")
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry)
        _check_kind(entry)
        same = unicodedata.normalize("NFC", entry.filename).casefold().rstrip("/")
        if same in seen:
            raise _Refused(f"two files in the archive have the same name; {_AGAIN}")
        seen.add(same)
    _check_places(data, entries, end)
    return [entry for entry in entries if not entry.is_dir()]


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
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
        raise _Refused(f"the archive holds a file whose name is no plain path below its folder; {_AGAIN}")
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
        raise _Refused(f"the archive holds folders in folders too deep, or a name too long; {_AGAIN}")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & (_ENCRYPTED | _STRONG | _MASKED):
        raise _Refused("the archive is locked with a password; pack it without one")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & _PATCHED:
        raise _Refused(f"the archive is packed in a way that is not read; {_AGAIN}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR and not entry.is_dir()):
        raise _Refused("the archive holds a link or another thing that is no file; pack the files themselves")
    if entry.is_dir() and entry.file_size:
        raise _Refused(_DAMAGED)


def _check_places(data: bytes, entries: list[zipfile.ZipInfo], end: int) -> None:
    """Every member's bytes are its own, before the directory, under the name the directory says: none is unpacked twice."""
    before = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        first = _first_byte(data, entry)
        encoding = "utf-8" if entry.flag_bits & _UTF8 else "cp437"
        name = entry.orig_filename.encode(encoding, "replace")
        if data[start + _LOCAL_HEADER : start + _LOCAL_HEADER + len(name)] != name or start < before:
            raise _Refused(_DAMAGED)
        before = first + entry.compress_size
    if before > end:
        raise _Refused(_DAMAGED)


def _first_byte(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Where the member's packed bytes begin, behind its local header."""
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER] if start >= 0 else b""
    if len(header) < _LOCAL_HEADER or not header.startswith(_ZIP):
        raise _Refused(_DAMAGED)
    return start + _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


def _choose(members: list[zipfile.ZipInfo], assignment: Assignment) -> zipfile.ZipInfo:
    wanted = f"{assignment.notebook}.ipynb"
    notebooks = [member for member in members if member.filename.lower().endswith(".ipynb") and not _is_litter(member)]
    named = [member for member in notebooks if PurePosixPath(member.filename).name == wanted]
    for candidates in (named, notebooks):
        if len(candidates) == 1:
            return candidates[0]
    if not notebooks:
        raise _Refused(f"the archive holds no notebook; put {wanted} into it, or hand in the notebook alone")
    raise _Refused(f"the archive holds {len(named or notebooks)} notebooks; leave only {wanted} in it")


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """What macOS and Jupyter put beside files without being asked."""
    parts = PurePosixPath(member.filename).parts
    return "__MACOSX" in parts or ".ipynb_checkpoints" in parts or parts[-1].startswith("._")


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
        raise _Refused(_DAMAGED)
    return b"".join(kept)


def _pieces(packed: memoryview, kind: int) -> Iterator[bytes]:
    if kind == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _PIECE):
            if unpacker.eof:
                raise _Refused(_DAMAGED)
            waiting: bytes | memoryview = packed[at : at + _PIECE]
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, _PIECE)
                waiting = unpacker.unconsumed_tail
    except zlib.error:
        raise _Refused(_DAMAGED) from None
    yield from iter(lambda: unpacker.decompress(b"", _PIECE) if not unpacker.eof else b"", b"")
    if not unpacker.eof or unpacker.unused_data:
        raise _Refused(_DAMAGED)
