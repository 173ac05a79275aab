"""One bubblewrap sandbox with a warm fork server, reached at a control socket that outlives restarts of the server."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import autograder
from autograder.sandbox import bubblewrap, paths, protocol, seccomp
from autograder.sandbox.gpus import Gpu

_BACKLOG = 64
_END_SECONDS = 5.0


@dataclasses.dataclass(frozen=True)
class Plan:
    """What every slot of a pool has in common."""

    folder: Path
    view: paths.View
    preload: tuple[str, ...]
    environ: Mapping[str, str]
    gpu: Gpu | None = None


class ServerProcess:
    """A slot's sandbox, seen by its owner. Start and stop it from one thread that lives as long as the slot: the sandbox
    dies with the thread that started it.

    Attributes:
        path: the control socket; the same after every restart.
        status: packet socket to the fork server; its end is the server's end. None while the slot is stopped.
    """

    def __init__(self, plan: Plan, number: int) -> None:
        self.plan = plan
        self.path = plan.folder / "control" / f"{number}.sock"
        self.log = plan.folder / f"{number}.log"
        self.stage = plan.folder / f"{number}.stage"
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(str(self.path))
        self.listener.listen(_BACKLOG)
        self.process: subprocess.Popen[bytes] | None = None
        self.status: socket.socket | None = None

    def start(self) -> None:
        """Start the sandbox; ``status`` then carries ``ready`` or ``failed``. Raises InfrastructureError or OSError."""
        kept = [str(place) for place in paths.kept(self.plan.view)]
        gpu = self.plan.gpu is not None
        program = seccomp.program(gpu=gpu).hex()
        config = protocol.pack({"preload": self.plan.preload, "program": program, "kept": kept, "gpu": gpu})
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        inherited = (config, theirs.fileno(), self.listener.fileno())
        launched = None
        try:
            command, launched = self._command(inherited)
            with self.log.open("wb") as log:
                self.process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=[fd for fd in (*inherited, launched) if fd is not None],
                    env=_launcher_environment(),
                    cwd="/",
                    start_new_session=True,
                )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
            protocol.close([fd for fd in (config, launched) if fd is not None])
        self.status = ours

    def _command(self, inherited: tuple[int, ...]) -> tuple[list[str], int | None]:
        """The command, and the descriptor of the launcher's configuration where root needs the launcher."""
        view, environ = self.plan.view, self.plan.environ
        if os.geteuid() != 0:
            return bubblewrap.command(view, environ, inherited, {}), None
        private = bubblewrap.private_sources(view)
        self.stage.mkdir(exist_ok=True)
        self.stage.chmod(0o755)
        staged = {source: self.stage / str(number) for number, source in enumerate(private)}
        config = {
            "user": bubblewrap.spare_user(),
            "stage": str(self.stage),
            "binds": [str(source) for source in private],
            "command": bubblewrap.command(view, environ, inherited, staged),
        }
        descriptor = os.memfd_create("launch", os.MFD_CLOEXEC)
        os.write(descriptor, json.dumps(config).encode())
        os.lseek(descriptor, 0, os.SEEK_SET)
        return [sys.executable, "-m", "autograder.sandbox.launch", str(descriptor)], descriptor

    def stop(self) -> None:
        """Kill the sandbox with everything in it, and wait until it is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        if self.status is not None:
            deadline = time.monotonic() + _END_SECONDS
            self.status.settimeout(_END_SECONDS)
            with contextlib.suppress(OSError, ValueError):  # the stream ends when the last process inside has ended
                while protocol.receive(self.status)[0] is not None and time.monotonic() < deadline:
                    pass
            self.status.close()
            self.status = None

    def close(self) -> None:
        """Stop for good: connections are refused from now on."""
        self.stop()
        self.listener.close()
        self.path.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The last line the sandbox wrote to its standard error, if any."""
        try:
            lines = self.log.read_text(errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]


def _launcher_environment() -> dict[str, str]:
    """bubblewrap gets none of ours; root's launcher must find this package."""
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(autograder.__file__).parents[1])}


def make_plan(
    folder: Path,
    preload: tuple[str, ...],
    environ: Mapping[str, str],
    hidden: tuple[Path, ...],
    data: Path | None = None,
    gpu: Gpu | None = None,
) -> Plan:
    """Prepare ``folder`` and compute what its slots see. Raises InfrastructureError when a ``hidden`` folder would be shown."""
    runner = folder / "runner"
    runner.mkdir()
    paths.copy_runner(runner)
    (folder / "control").mkdir(mode=0o700)
    (folder / "sessions").mkdir(mode=0o700)
    view = paths.view(runner, data, () if gpu is None else gpu.nodes())
    paths.refuse_hidden(view.binds, (*hidden, folder / "control", folder / "sessions"))
    shown = {} if gpu is None else {"CUDA_VISIBLE_DEVICES": gpu.uuid}
    return Plan(folder, view, preload, {**environ, **shown}, gpu)
