"""Processes that grade attacks: as the user who runs the tests, as a user without any right, and without a sandbox."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from tests.attacks import attack, canaries
from tests.attacks.grader import Outcome

ORDINARY_USER = 60_321
SECONDS = 200.0
"""Wait for one outcome, the start of the slot included."""
SELF, ORDINARY, UNISOLATED = "as I am", "as an ordinary user", "without a sandbox"


class Grader:
    """A :mod:`tests.attacks.grader` in a process of its own, at work on ``names`` from the beginning."""

    def __init__(self, way: str, names: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attacks-", dir="/tmp"))  # a short path for sockets
        home, scratch = self.folder / "home", self.folder / "tmp"
        home.mkdir()
        scratch.mkdir()
        isolation = "none" if way == UNISOLATED else "sandbox"
        start = f"import pathlib, tests.attacks.grader as g; g.main(pathlib.Path({str(self.folder)!r}), {isolation!r})"
        command = [sys.executable, "-c", start]
        if way == ORDINARY:
            for path in (self.folder, home, scratch):
                os.chown(path, ORDINARY_USER, ORDINARY_USER)
            command = [sys.executable, "-m", "tests.attacks.ordinary_user", str(ORDINARY_USER), *command]
        environ = {
            **{key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ},
            "HOME": str(home),
            "TMPDIR": str(scratch),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
            canaries.TOKEN_VARIABLE: canaries.word(),
        }
        self.log = self.folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environ, cwd=attack.FOLDER.parents[1]
            )
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{name}\n" for name in names).encode())
        self.process.stdin.flush()
        self._done: set[str] = set()
        self._heard = b""

    def canaries(self) -> dict[str, str]:
        self._wait("hello")
        return dict(msgspec.json.decode((self.folder / "hello.json").read_bytes())["canaries"])

    def outcome(self, name: str) -> Outcome:
        """The outcome of an attack; waits for it."""
        self._wait(name)
        return msgspec.json.decode((self.folder / "outcomes" / f"{name.replace('/', '-')}.json").read_bytes(), type=Outcome)

    def _wait(self, name: str) -> None:
        assert self.process.stdout is not None
        while name not in self._done:
            ready, _, _ = select.select([self.process.stdout], [], [], SECONDS)
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                why = "ended" if ready else f"is silent for {SECONDS:g} s"
                pytest.fail(f"the grader {why}:\n{self.log.read_text(errors='replace')[-3000:]}")
            self._heard += piece
            *lines, self._heard = self._heard.split(b"\n")
            self._done.update(line.decode() for line in lines)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
