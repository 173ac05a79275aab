"""The file that is handed in, and which assignment it is for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from autograder.client.api import AssignmentInfo
from autograder.errors import SubmissionError, UsageError
from autograder.settings import nearest

__all__ = ["choose_assignment", "read_file"]

_COPY = re.compile(r"^copy[ _]of[ _]+|([ _-]*\(\d+\)|[ _-]+copy[ _-]?\d*|[ _-]+checkpoint)$", re.IGNORECASE)
"""What browsers, Colab, Jupyter and file managers add to the name of a copy."""
_SEPARATORS = re.compile(r"[\s_-]+")


def read_file(path: Path) -> bytes:
    """The bytes of a notebook or a zip archive.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SubmissionError: it is no notebook and no archive.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except OSError as problem:
        raise UsageError(f"{path}: it cannot be read ({problem.strerror or problem})") from None
    if not data.startswith(b"PK\x03\x04") and _notebook(data) is None:
        raise SubmissionError(path, "this is no notebook; hand in the .ipynb file, or a .zip archive that holds it")
    return data


def choose_assignment(data: bytes, path: Path | None, known: Sequence[AssignmentInfo]) -> str:
    """The assignment that a file is for: the one its metadata, its name or its folder says.

    Raises UsageError, with the nearest name, when none of them is an assignment of the server.
    """
    names = {_simple(one.name): one.name for one in known}
    said = list(filter(None, _said(data, path)))
    for word in said:
        if found := names.get(_simple(word)):
            return found
    listed = [one.name for one in known]
    if len(listed) == 1 and not said:
        return listed[0]
    guess = nearest(_simple(said[0]), listed) if said else ""
    where = f"{path}: " if path else ""
    raise UsageError(f"{where}which assignment is it? Say so with --assignment (in a notebook: assignment=…){guess}")


def _said(data: bytes, path: Path | None) -> list[str]:
    """What metadata, the name in an archive, file name and folder say, in this order; anything may be empty."""
    metadata = (_notebook(data) or {}).get("metadata")
    told = []
    if isinstance(metadata, dict):
        for room in ("autograder", "nbgrader", "colab"):
            about = metadata.get(room)
            said = about.get("name" if room == "colab" else "assignment") if isinstance(about, dict) else None
            told.append(said.removesuffix(".ipynb") if isinstance(said, str) else "")
    told.append(_packed_notebook(data))
    if path is not None:
        whole = path.absolute()
        told += [whole.stem, whole.parent.name]
    return told


def _packed_notebook(data: bytes) -> str:
    """Name of the only notebook in a zip archive; empty for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            paths = [PurePosixPath(name) for name in archive.namelist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):  # the server says what is wrong with it
        return ""
    hidden = (".", "__MACOSX")
    notebooks = [path.stem for path in paths if path.suffix == ".ipynb" and not any(p.startswith(hidden) for p in path.parts)]
    return notebooks[0] if len(notebooks) == 1 else ""


def _notebook(data: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("cells"), list) else None


def _simple(name: str) -> str:
    """``name`` without what was added to a copy, separators alike, in small letters."""
    before = ""
    while before != name:
        before, name = name, _COPY.sub("", name.strip())
    return _SEPARATORS.sub("_", name).lower()
