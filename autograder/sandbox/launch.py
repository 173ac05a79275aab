"""Run by root only: show paths below private folders at a readable place, become an unprivileged user, start bubblewrap.

``python -m autograder.sandbox.launch CONFIG`` reads a JSON memory file: ``user``, ``stage`` (an empty folder), ``binds``
(sources to bind at ``stage``/0, 1, …; seen by this process and its descendants only) and ``command``. Standard library only.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from autograder.sandbox import linux


def stage(folder: str, sources: list[str]) -> None:
    """In a mount namespace of our own, bind each source at ``folder``/number."""
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("stage", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=1m")
    for number, source in enumerate(sources):
        place = Path(folder, str(number))
        if os.path.isdir(source):
            place.mkdir()
        else:
            place.touch()
        linux.mount(source, str(place), flags=linux.MS_BIND | linux.MS_REC)


def main(arguments: list[str]) -> None:
    with open(int(arguments[0])) as file:
        config = json.load(file)
    if config["binds"]:
        stage(config["stage"], config["binds"])
    os.setgroups([])
    os.setresgid(config["user"], config["user"], config["user"])
    os.setresuid(config["user"], config["user"], config["user"])
    os.execv(config["command"][0], config["command"])  # noqa: S606  # an argument list, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
