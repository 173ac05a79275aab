"""Read a notebook that somebody else wrote: bounded, checked, and never with another error than :class:`SubmissionError`.

What cannot be understood is refused. What grading does not need (outputs, metadata of other tools) is dropped where it is
broken, so that no student loses points over a widget's state. Cell ids that are missing, wrong or used twice are replaced
by ids made from the cell's position: the same file always gives the same notebook.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.validator import get_validator

from autograder.course import Limits
from autograder.errors import SubmissionError
from autograder.notebook.cells import unused_id

__all__ = ["parse_notebook", "read_notebook"]

MAX_DEPTH = 64
"""Containers inside containers. A notebook needs about ten, an interactive figure in an output twenty."""
MAX_CONTAINERS = 1_000_000
"""Objects and lists in one notebook: a file of ``[[],[],…`` would otherwise take twenty times its size in memory."""

_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
_CELL_KEYS = {
    "code": {"id", "cell_type", "metadata", "source", "outputs", "execution_count"},
    "markdown": {"id", "cell_type", "metadata", "source", "attachments"},
    "raw": {"id", "cell_type", "metadata", "source", "attachments"},
}
# Text that UTF-8, SQLite or Python's compiler would choke on later: NUL, and halves of surrogate pairs.
_BAD_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_BAD_CHARACTER = re.compile("[\0\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_AGAIN = "open it in Jupyter, save it, and hand it in again"


class _Refused(Exception):
    """A reason to refuse the file, in the student's words."""


def read_notebook(path: Path | str, limits: Limits) -> tuple[NotebookNode, str]:
    """The notebook at ``path`` as nbformat 4.5, and the sha256 of the file's bytes in hex.

    Args:
        path: a regular file; links, folders and pipes are refused.
        limits: ``notebook_mb`` and ``cells`` are used.

    Raises:
        SubmissionError: the file is missing, too large, no JSON, no notebook, of another nbformat than 4, has too many
            cells, or a cell is invalid. Nothing else is raised, whatever the file holds.
    """
    try:
        raw = _bytes(path, limits)
    except _Refused as problem:
        raise SubmissionError(path, str(problem)) from None
    return parse_notebook(raw, path, limits), hashlib.sha256(raw).hexdigest()


def parse_notebook(raw: bytes, path: Path | str, limits: Limits) -> NotebookNode:
    """The notebook that a file's bytes hold, as nbformat 4.5; ``path`` names it in messages.

    Raises:
        SubmissionError: as :func:`read_notebook`, and nothing else, whatever ``raw`` holds.
    """
    try:
        if len(raw) > _most(limits):
            raise _Refused(_too_large(len(raw), limits))
        return _notebook(raw, limits)
    except _Refused as problem:
        raise SubmissionError(path, str(problem)) from None
    except (RecursionError, MemoryError):
        raise SubmissionError(path, f"its data are nested too deeply or too large; {_AGAIN}") from None


def _most(limits: Limits) -> int:
    return int(limits.notebook_mb * 2**20)


def _too_large(size: int, limits: Limits) -> str:
    shown = f"{size / 2**20:.1f} MB, at most {limits.notebook_mb:g} MB"
    return f"it is too large ({shown}); clear all outputs, save, and hand it in again"


def _bytes(path: Path | str, limits: Limits) -> bytes:
    most = _most(limits)
    try:
        # Not following links and not waiting for a writer: a link may lead out of the submission, a pipe may never end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise _Refused("there is no such file") from None
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise _Refused("it is a link; hand in the notebook itself") from None
        raise _Refused(f"it cannot be opened ({problem.strerror or 'unknown reason'})") from None
    except ValueError:
        raise _Refused("its name cannot be used on this machine") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Refused("it is no ordinary file; hand in the notebook itself")
        with open(descriptor, "rb", closefd=False) as file:
            raw = file.read(most + 1)
    except OSError as problem:
        raise _Refused(f"it cannot be read ({problem.strerror or 'unknown reason'})") from None
    finally:
        os.close(descriptor)
    if len(raw) > most:
        raise _Refused(_too_large(max(status.st_size, len(raw)), limits))
    return raw


def _notebook(raw: bytes, limits: Limits) -> NotebookNode:
    document = _json(raw)
    _check_depth(document)
    if _BAD_ESCAPE.search(raw):
        document = _clean(document)
    cells = _cells(document, limits)
    for number, cell in enumerate(cells, start=1):
        _mend_cell(cell, f"cell {number}")
    _mend_ids(cells)
    tidy = {"nbformat": 4, "nbformat_minor": 5, "metadata": document["metadata"], "cells": cells}
    if not _is_valid(tidy):
        _drop_what_is_not_graded(tidy)
        if not _is_valid(tidy):
            raise _Refused(f"it is not a valid notebook; {_AGAIN}")
    return nbformat.v4.to_notebook(tidy)


def _json(raw: bytes) -> Any:
    if not raw.strip():
        raise _Refused("the file is empty")
    if raw.count(b"{") + raw.count(b"[") > MAX_CONTAINERS:
        raise _Refused("its data are too large to be read; clear all outputs, save, and hand it in again")
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise _Refused(f"it is not a notebook: its text is not UTF-8; {_AGAIN}") from None
    except json.JSONDecodeError as problem:
        raise _Refused(f"it is not a notebook: its JSON breaks off or is damaged at line {problem.lineno}") from None
    except ValueError:  # Python refuses to convert integers of more than 4,300 digits
        raise _Refused("it is not a notebook: it holds a number that is too long") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Programs disagree on which of two equal keys counts; no tool that writes notebooks makes such a file.
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused(f"its data hold the same key twice; {_AGAIN}")
    return made


def _check_depth(document: Any) -> None:
    level = [document]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(v for v in value.values() if isinstance(v, (dict, list)))
            elif isinstance(value, list):
                inner.extend(v for v in value if isinstance(v, (dict, list)))
        if not inner:
            return
        level = inner
    raise _Refused(f"its data are nested too deeply; {_AGAIN}")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _BAD_CHARACTER.sub(_REPLACEMENT, value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _cells(document: Any, limits: Limits) -> list[Any]:
    if not isinstance(document, dict) or "nbformat" not in document:
        raise _Refused("it holds JSON, but no notebook; hand in the .ipynb file of the assignment")
    version = document["nbformat"]
    if type(version) is not int or version != 4:
        shown = f"format {version}" if type(version) is int and 0 < version < 100 else "an unknown format"
        raise _Refused(f"the notebook is saved in {shown}, format 4 is needed; {_AGAIN}")
    if not isinstance(document.setdefault("metadata", {}), dict):
        raise _Refused(f"the notebook's metadata are damaged; {_AGAIN}")
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise _Refused(f"it is not a valid notebook: it has no list of cells; {_AGAIN}")
    if len(cells) > limits.cells:
        raise _Refused(f"it has {len(cells)} cells, at most {limits.cells} are read; delete cells you do not need")
    return cells


def _mend_cell(cell: Any, name: str) -> None:
    """Bring one cell into the shape of nbformat 4.5 in place, or refuse it."""
    if not isinstance(cell, dict):
        raise _Refused(f"{name} is damaged; {_AGAIN}")
    kind = cell.get("cell_type")
    if not isinstance(kind, str) or kind not in _CELL_KEYS:
        raise _Refused(f"{name} is neither code nor text; {_AGAIN}")
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        cell["source"] = source = "".join(source)
    if not isinstance(source, str):
        raise _Refused(f"the text of {name} is damaged; {_AGAIN}")
    if not isinstance(cell.setdefault("metadata", {}), dict):
        raise _Refused(f"the metadata of {name} are damaged; {_AGAIN}")
    for key in cell.keys() - _CELL_KEYS[kind]:
        del cell[key]
    if kind == "code":
        count = cell.setdefault("execution_count", None)
        if type(count) is not int or not 0 <= count < 2**31:
            cell["execution_count"] = None
        cell.setdefault("outputs", [])


def _mend_ids(cells: list[dict[str, Any]]) -> None:
    known = {cell["id"] for cell in cells if isinstance(cell.get("id"), str)}
    seen: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        name = cell.get("id")
        if not isinstance(name, str) or not _CELL_ID.match(name) or name in seen:
            cell["id"] = unused_id(f"cell-{number}", known)
            known.add(cell["id"])
        seen.add(cell["id"])


def _is_valid(document: dict[str, Any]) -> bool:
    try:
        get_validator(4, 5).validate(document)
    except nbformat.ValidationError:
        return False
    return True


def _drop_what_is_not_graded(document: dict[str, Any]) -> None:
    """Outputs, attachments and metadata of other tools, in place; nbgrader's and our own metadata stay."""
    document["metadata"] = {}
    for cell in document["cells"]:
        cell.pop("attachments", None)
        cell["metadata"] = {key: cell["metadata"][key] for key in ("nbgrader", "autograder") if key in cell["metadata"]}
        if cell["cell_type"] == "code":
            cell["outputs"] = []
