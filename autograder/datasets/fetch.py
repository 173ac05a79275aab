"""Have Keras read or download a data set, in a process of its own: what hangs is ended, and nothing of it stays here.

``python -m autograder.datasets.fetch NAME FILE`` writes the four arrays of ``keras.datasets.NAME.load_data()`` to FILE (npz).
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

from autograder.course import Course
from autograder.datasets.images import ARRAYS

__all__ = ["DOWNLOAD_VARIABLE", "allowed", "fetch", "reachable"]

DOWNLOAD_VARIABLE = "AUTOGRADER_DOWNLOAD"
CACHED_SECONDS = 120.0
DOWNLOAD_SECONDS = 900.0
_CONNECT_SECONDS = 3.0
_HOSTS = {"mnist": "storage.googleapis.com", "cifar10": "www.cs.toronto.edu"}
_CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], 443), 2).close()"


def allowed(course: Course) -> bool:
    """Whether data may be downloaded: ``Course.download``, unless the variable AUTOGRADER_DOWNLOAD is ``0``."""
    return course.download and os.environ.get(DOWNLOAD_VARIABLE, "1") != "0"


def reachable(name: str) -> bool:
    """Whether the server that Keras downloads ``name`` from answers, within three seconds."""
    return _succeeds([sys.executable, "-c", _CONNECT, _HOSTS[name]], dict(os.environ), _CONNECT_SECONDS)


def fetch(course: Course, name: str, target: Path, seconds: float) -> bool:
    """Write what Keras gives for ``name`` to ``target``; False when it fails or takes longer than ``seconds``."""
    command = [sys.executable, "-m", "autograder.datasets.fetch", name, str(target)]
    return _succeeds(command, {**os.environ, **course.environ()}, seconds) and target.is_file()


def _succeeds(command: list[str], environ: dict[str, str], seconds: float) -> bool:
    try:
        done = subprocess.run(
            command,
            env=environ,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(name: str, target: str) -> None:
    import numpy as np

    module = importlib.import_module(f"keras.datasets.{name}")
    (x_train, y_train), (x_test, y_test) = module.load_data()
    np.savez(target, **dict(zip(ARRAYS, (x_train, y_train, x_test, y_test), strict=True)))


if __name__ == "__main__":
    main(*sys.argv[1:])
