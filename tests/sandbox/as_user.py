"""Run a program as an ordinary user (root only): ``python as_user.py UID PROGRAM ARGUMENT…``.

The user could not read an interpreter below root's home. So this process gets a mount namespace of its own in which the private
folders on the way are replaced by empty readable ones, with the interpreter, its packages and this repository bound at their
places.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from autograder.sandbox import linux

REPOSITORY = Path(__file__).resolve().parents[2]


def show(paths: list[Path]) -> None:
    """Make ``paths`` reachable by everybody, for this process and its descendants only."""
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    hidden = [path for path in paths if any(not folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)]
    opened = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in hidden}
    private = {next(f for f in reversed(path.parents) if not f.stat().st_mode & stat.S_IXOTH) for path in hidden}
    for folder in private:
        linux.mount("shown", str(folder), "tmpfs", options="mode=755")
    for path, descriptor in sorted(opened.items()):  # the repository before its .venv
        path.mkdir(parents=True, exist_ok=True)
        linux.mount(f"/proc/self/fd/{descriptor}", str(path), flags=linux.MS_BIND | linux.MS_REC)


def main() -> None:
    user, command = int(sys.argv[1]), sys.argv[2:]
    show([Path(sys.base_prefix), Path(sys.prefix), REPOSITORY])
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "OMP_NUM_THREADS") if name in os.environ}
    environ = {**kept, "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    os.execve(command[0], command, environ)  # noqa: S606  # an argument list, no shell


if __name__ == "__main__":
    main()
