"""Results of graded submissions on disk: written whole or not at all, ``grade.json`` last as the mark that all is there."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from autograder.grade import Grade
from autograder.grading.receipt import RECEIPT_FILE, Receipt

GRADE_FILE = "grade.json"


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A finished grade and the digest of everything that decided it."""

    key: str
    grade: Grade


def load(folder: Path) -> Stored | None:
    """The stored grade in ``folder``; None when there is none or it cannot be read (it is then simply made again)."""
    try:
        return msgspec.json.decode((folder / GRADE_FILE).read_bytes(), type=Stored)
    except (OSError, msgspec.MsgspecError):
        return None


def save(folder: Path, stored: Stored, receipt: Receipt) -> None:
    """Write the receipt, and then the grade that it is of."""
    write(folder / RECEIPT_FILE, msgspec.json.format(msgspec.json.encode(receipt), indent=1) + b"\n")
    write(folder / GRADE_FILE, msgspec.json.encode(stored))


def write(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step, so that a reader or an interruption never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)
