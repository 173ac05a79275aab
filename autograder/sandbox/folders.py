"""Folders that belong to a living process: locked while it lives, removed by the next one when it died without tidying up."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from autograder.errors import InfrastructureError

_LOCK = ".lock"
_LONGEST = 60
"""Bytes of a base folder's path; a Unix socket's path below it must stay under 108."""


class Folder:
    """A new folder below ``parent`` with a random name, held until :meth:`remove`.

    Making one removes the siblings whose process has died.
    """

    def __init__(self, parent: Path, mode: int = 0o700) -> None:
        self.path = parent / secrets.token_hex(4)
        with _locked(parent):
            for sibling in parent.iterdir():
                if sibling.is_dir():
                    _remove_if_abandoned(sibling)
            self.path.mkdir()
            self.path.chmod(mode)
            self._lock = _open_lock(self.path)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        if self._lock >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def _open_lock(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextlib.contextmanager
def _locked(folder: Path):  # type: ignore[no-untyped-def]  # a generator for contextmanager
    descriptor = _open_lock(folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_if_abandoned(folder: Path) -> None:
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return  # its process lives
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def base() -> Path:
    """The folder of this user's slots; root's can be entered, but not listed, by the users that slots run as.

    Raises:
        InfrastructureError: it belongs to somebody else.
    """
    if os.geteuid() == 0:
        return _own(Path("/run/autograder"), 0o711)
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    path = Path(runtime, "autograder") if runtime and os.access(runtime, os.W_OK) else None
    if path is None or len(str(path)) > _LONGEST:
        path = Path(tempfile.gettempdir(), f"autograder-{os.geteuid()}")
    if len(str(path)) > _LONGEST:
        path = Path("/tmp", f"autograder-{os.geteuid()}")  # noqa: S108  # the owner is checked below
    return _own(path, 0o700)


def _own(path: Path, mode: int) -> Path:
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if found.st_uid != os.geteuid() or not path.is_dir() or path.is_symlink():
        raise InfrastructureError(f"{path}: belongs to another user; remove it, or set XDG_RUNTIME_DIR to a folder of your own")
    path.chmod(mode)
    return path
