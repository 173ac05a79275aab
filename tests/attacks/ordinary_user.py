"""Start a program as a user without any right, where the interpreter lies in a folder that only root can enter.

``python -m tests.attacks.ordinary_user USER PROGRAM ARGUMENTS…``, run by root. In a mount namespace of its own, each closed
folder on the way to the interpreter or to this repository is covered by an empty one that shows only what is needed, at its
usual path.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from autograder.sandbox import linux

ROOT = Path(__file__).parents[2]


def needed() -> list[Path]:
    """The interpreter, its packages and this repository."""
    return [Path(sys.base_prefix), Path(sys.prefix), Path(os.path.realpath(sys.executable)).parent, ROOT]


def closed(path: Path) -> Path | None:
    """The outermost folder above ``path`` that not everyone may enter."""
    return next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & stat.S_IXOTH), None)


def open_up(paths: list[Path]) -> None:
    """Make ``paths`` reachable for everyone, in this process and its descendants only. Raises OSError."""
    covers = {path: cover for path in paths if (cover := closed(path)) is not None}
    if not covers:
        return
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    opened = {path: os.open(path, os.O_PATH) for path in covers}
    for cover in sorted(set(covers.values())):
        linux.mount("cover", str(cover), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=1m")
    for path, descriptor in sorted(opened.items()):
        if not path.exists():  # it may lie in one that is shown already
            path.mkdir(parents=True)
            linux.mount(f"/proc/self/fd/{descriptor}", str(path), flags=linux.MS_BIND | linux.MS_REC)
        os.close(descriptor)


def main(user: int, command: list[str]) -> None:
    open_up(needed())
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    os.execv(command[0], command)  # noqa: S606  # an argument list, no shell


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
