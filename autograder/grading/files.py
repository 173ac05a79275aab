"""The files that a student hands in beside the notebook: helper modules, pictures, weights.

They are data for the student's own kernel, which finds them in its working folder. Nothing here opens or imports one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.course import Limits
from autograder.notebook.archive import MAX_DEPTH, MAX_MEMBERS, SHARE, is_companion

__all__ = ["Files", "companions", "digest_with", "files_beside"]


@dataclass(frozen=True)
class Files:
    """Content by path relative to the notebook's folder, and the paths of those that are not taken."""

    content: Mapping[str, bytes] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def files_beside(notebook: Path, limits: Limits) -> Files:
    """What lies beside and below a submitted notebook, as ``submitted/<student>/<assignment>/`` holds it.

    Links do not count, nor what is no companion (:func:`autograder.notebook.archive.is_companion`). What is too large for the
    student's disk, or cannot be read, is left out; the same folder always gives the same files.
    """
    content: dict[str, bytes] = {}
    left_out = []
    room = int(limits.disk_mb * 2**20 * SHARE)
    for name, path, size in sorted(companions(notebook.parent)):
        data = None
        if size <= min(room, limits.file_mb * 2**20) and len(content) < MAX_MEMBERS:
            with contextlib.suppress(OSError):
                data = path.read_bytes()
        if data is None or len(data) != size:
            left_out.append(name)
        else:
            content[name] = data
            room -= size
    return Files(content, tuple(left_out))


def digest_with(notebook: str, files: Mapping[str, bytes]) -> str:
    """Names a submission: the notebook's own sha256 (hex) where it stands alone, else a sha256 over it and all files."""
    if not files:
        return notebook
    digest = hashlib.sha256(bytes.fromhex(notebook))
    for name in sorted(files):
        digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def companions(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Name, place and size of each file in ``folder`` that counts as handed in beside the notebook."""
    for here, folders, names in os.walk(folder):
        place = PurePosixPath(Path(here).relative_to(folder).as_posix())
        if len(place.parts) >= MAX_DEPTH:
            folders.clear()
        for name in names:
            path = place / name
            with contextlib.suppress(OSError, UnicodeEncodeError):
                str(path).encode()
                status = (Path(here) / name).lstat()
                if stat.S_ISREG(status.st_mode) and is_companion(path):
                    yield str(path), Path(here) / name, status.st_size
