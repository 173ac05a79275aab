"""Idempotency keys that survive a broken connection and a killed program.

A key is made from what is handed in and a random number. The number is kept in a file from before the request until its answer:
whoever hands in the same file again after a failure uses the same key, and the server sees that it has it already. After an
answer the number is forgotten, so that handing in the same file later is a new attempt.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from pathlib import Path

from autograder.client.settings import config_folder

__all__ = ["Pending"]

_SECONDS = 3600.0
"""A number older than this belongs to a request that nobody tries again."""


class Pending:
    """One file on its way to the server: ``key`` is its idempotency key until :meth:`settle`."""

    def __init__(self, server: str, assignment: str, student: str | None, data: bytes, *, once: str | None = None) -> None:
        """``once``: takes the place of the random number, so that the same file is the same submission for ever."""
        content = hashlib.sha256(data).hexdigest()
        about = "\n".join((server, assignment, student or "", content))
        digest = hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()
        self._path = config_folder() / "pending" / digest[:32]
        number = _kept(self._path) if once is None else once
        self.key = hashlib.sha256(f"{number}\n{digest}".encode("utf-8", "surrogatepass")).hexdigest()

    def settle(self) -> None:
        """Forget the number: the server has answered."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return  # a folder that cannot be written, so it never held the number


def _kept(path: Path) -> str:
    """The random number in the file, made now if there is none; one that is not kept where no file can be written."""
    number = secrets.token_hex(16)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_old(path)
        draft.write_text(number)
        try:
            os.link(draft, path)  # a link never replaces a number that another process made first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text()
    except OSError:
        return number


def _forget_old(path: Path) -> None:
    if path.exists() and not 0 <= time.time() - path.stat().st_mtime < _SECONDS:
        path.unlink(missing_ok=True)
