"""A real PostgreSQL server for tests, from Debian's packages: its own folder, a Unix socket, no port, and it can be killed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

PACKAGES = Path("/usr/lib/postgresql")
_PATIENCE = 60.0
_ROOM = 512 * 2**20


def programs() -> Path | None:
    """Folder of the newest installed server's programs; None where Debian's package ``postgresql`` is not installed."""
    found = [path.parent for path in PACKAGES.glob("*/bin/postgres") if (path.parent / "initdb").exists()]
    return max(found, key=lambda path: int(path.parent.name), default=None)


class PostgreSQL:
    """A server that is as careful as any (fsync is on); it runs as an unprivileged user, because it refuses to run as root."""

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_quick_folder()))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = _unprivileged()
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        initdb = ["-D", "data", "-U", "autograder", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        self._run("initdb", *initdb)
        self._server: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers; after a crash this is when it recovers."""
        command = [self._bin / "postgres", "-D", "data", "-k", self._folder, "-c", "listen_addresses="]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, **self._as)
        self._wait(self._answers, "does not answer")

    def kill(self) -> None:
        """``kill -9`` of the server and all its processes, as when the machine loses power."""
        assert self._server is not None
        parent = psutil.Process(self._server.pid)
        parent.suspend()  # it must not start new ones, nor clean up after those that are killed first
        children = parent.children(recursive=True)
        for process in [*children, parent]:
            process.send_signal(signal.SIGKILL)
        self._server.wait(timeout=_PATIENCE)
        self._server = None
        # A child that is not quite dead holds memory without which no new server starts.
        self._wait(lambda: all(map(_dead, children)), "was killed, and its processes live on")

    @property
    def running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    def limit_files(self, size: int | None) -> None:
        """Refuse connections made from now on files above ``size`` bytes; None: no limit."""
        assert self._server is not None
        limit = "unlimited" if size is None else str(size)
        # As the server's user: a container's root may not do this to others' processes.
        subprocess.run(["prlimit", f"--pid={self._server.pid}", f"--fsize={limit}:"], check=True, **self._as)

    def close(self) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)  # at once; nobody needs the data any more
            self._server.wait(timeout=_PATIENCE)
        shutil.rmtree(self._folder)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://autograder@/{database}?host={self._folder}"

    def command(self, text: str, database: str = "postgres") -> None:
        """Run one command of SQL, outside of a transaction."""
        with psycopg.connect(host=str(self._folder), user="autograder", dbname=database, autocommit=True) as connection:
            connection.execute(text)

    def copy(self, template: str, name: str) -> None:
        """Make the database ``name`` as a copy of ``template``."""
        # Copying files is much quicker for a small database than the default, which versions before 15 do not have.
        quick = " STRATEGY FILE_COPY" if int(self._bin.parent.name) >= 15 else ""
        self.command(f"CREATE DATABASE {name} TEMPLATE {template}{quick}")

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self.command(f"DROP DATABASE {name} WITH (FORCE)")

    def _answers(self) -> bool:
        assert self._server is not None
        if self._server.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()}")
        try:
            self.command("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *args: str) -> None:
        done = subprocess.run([self._bin / program, *args], cwd=self._folder, capture_output=True, text=True, **self._as)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def _wait(self, condition: Callable[[], bool], problem: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL {problem}: {(self._folder / 'log').read_text()}")
            time.sleep(0.02)


def _dead(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _quick_folder() -> str:
    """A folder with a short path, as sockets need; in memory, where every write to disk is quick, if there is room."""
    memory = Path("/dev/shm")  # noqa: S108  # the folder made in it is private
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else "/tmp"  # noqa: S108  # the same


def _unprivileged() -> pwd.struct_passwd:
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
