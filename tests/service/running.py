"""The server as people start it: in processes of its own, to be looked at and killed."""

from __future__ import annotations

import itertools
import re
import sys
from typing import Any

import httpx
import psutil

from autograder.course import Course
from tests.service.tiny import await_that

_numbers = itertools.count()


class Server:
    """`autograder serve` for a course; ``options`` are further ones."""

    def __init__(self, course: Course, *options: str) -> None:
        self.course = course
        number = next(_numbers)
        self._said, self._complained = (course.root.parent / f"serve-{number}.{kind}" for kind in ("out", "err"))
        command = [sys.executable, "-m", "autograder.cli.main", "serve", "--course", str(course.root), "--port", "0"]
        with self._said.open("w") as out, self._complained.open("w") as err:
            self.process = psutil.Popen([*command, "--slots", "2", *options], stdout=out, stderr=err)

    def await_ready(self) -> str:
        """The address in the line that says it is ready."""
        await_that(lambda: "ready at" in self.said or self.process.poll() is not None, "the server's start")
        found = re.search(r"ready at (\S+)", self.said)
        assert found, self.complained
        return found.group(1)

    @property
    def said(self) -> str:
        return self._said.read_text()

    @property
    def complained(self) -> str:
        return self._complained.read_text()

    def child(self, module: str) -> psutil.Process:
        """The process that runs this module of the service, directly below the supervisor."""
        found: list[psutil.Process] = []

        def look() -> bool:
            found[:] = [child for child in self.process.children() if named(child, f"autograder.service.{module}")]
            return len(found) == 1

        await_that(look, f"the process {module}")
        return found[0]

    def stop(self) -> int:
        """End it as systemd does; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return int(self.process.wait(timeout=60))

    def close(self) -> None:
        """Leave nothing of it."""
        everyone = family(self.process)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        await_that(lambda: not any(lives(one) for one in everyone), "the end of all processes")


def get(address: str, path: str, token: str = "") -> Any:
    """The JSON at ``path``, which must be there."""
    answer = httpx.get(address + path, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=60.0)
    return answer.raise_for_status().json()


def named(process: psutil.Process, words: str) -> bool:
    try:
        return words in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


def lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def family(process: psutil.Process) -> list[psutil.Process]:
    """All living processes below ``process``."""
    try:
        return [child for child in process.children(recursive=True) if lives(child)]
    except psutil.NoSuchProcess:
        return []


def kernels(grader: psutil.Process) -> list[psutil.Process]:
    """Students' kernels: fork servers' forks, two processes below the one bubblewrap started."""
    servers = [child for child in family(grader) if named(child, "autograder.sandbox.server")]
    return [child for child in servers if child.parent() in servers and child.parent().parent() in servers]


def fork_servers(grader: psutil.Process) -> list[psutil.Process]:
    """Those that have a student's kernel."""
    return [kernel.parent() for kernel in kernels(grader)]


def workers(grader: psutil.Process) -> list[psutil.Process]:
    """Trusted workers: forks of the server of workers."""
    forks = [child for child in family(grader) if named(child, "multiprocessing.forkserver")]
    return [child for child in forks if child.parent() in forks]
