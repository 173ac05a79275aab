"""A process that is kept running: started again when it ends, more slowly when it ends at once, and given up in the end."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from autograder.service.processes import process_name

__all__ = ["Child"]

_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each restart after a life that was short; after the last, the child is given up."""
_SHORT_SECONDS = 30.0


class Child:
    """A Python module in a process of its own, and of its own session: Ctrl-C reaches the parent alone.

    Args:
        title: for people.
        arguments: of the module.
        keep: descriptors that it inherits.
        on_death: called with the process' name (see :mod:`autograder.service.processes`) when it has ended unasked.

    Attributes:
        said: the last line it told through ``--tell``; empty before.
        failed: why it is not started again; empty while it is.
    """

    def __init__(
        self,
        title: str,
        module: str,
        arguments: Sequence[str],
        *,
        environ: Mapping[str, str],
        keep: Sequence[int] = (),
        on_death: Callable[[str, str], None] = lambda name, reason: None,
    ) -> None:
        self.title, self.said, self.failed = title, "", ""
        self._command = [sys.executable, "-m", module, *arguments, "--parent", str(os.getpid())]
        self._environ, self._keep, self._on_death = dict(environ), tuple(keep), on_death
        self._process: subprocess.Popen[bytes] | None = None
        self._ear = -1
        self._name = ""
        self._short_lives, self._started, self._start_at = 0, 0.0, 0.0

    @property
    def ready(self) -> bool:
        return self.said == "ready" and self._process is not None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it. Raises OSError when the machine has no room for another process."""
        self.said, self._started = "", time.monotonic()
        ear, mouth = os.pipe()
        try:
            os.set_blocking(ear, False)
            self._process = subprocess.Popen(
                [*self._command, "--tell", str(mouth)],
                stdin=subprocess.DEVNULL,
                env=self._environ,
                pass_fds=[mouth, *self._keep],
                start_new_session=True,
            )
        except BaseException:
            os.close(ear)
            raise
        finally:
            os.close(mouth)
        self._ear = ear
        with contextlib.suppress(ProcessLookupError):
            self._name = process_name(self._process.pid)

    def attend(self) -> None:
        """Listen to it; notice its end, and start it again when it is time."""
        if self.failed:
            return
        if self._process is None:
            if time.monotonic() >= self._start_at:
                self._start_again()
            return
        with contextlib.suppress(BlockingIOError):
            self.said = os.read(self._ear, 4096).decode(errors="replace").strip() or self.said
        code = self._process.poll()
        if code is not None:
            self._note_end(code)

    def _start_again(self) -> None:
        try:
            self.start()
        except OSError as problem:  # no memory or processes left at this moment
            self._plan(f"could not be started: {problem}")

    def _note_end(self, code: int) -> None:
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        self._close()
        self._on_death(self._name, f"{self.title} {how}")
        self._plan(how)

    def _plan(self, how: str) -> None:
        """Decide when it is started again, if it is."""
        short = time.monotonic() - self._started < _SHORT_SECONDS
        self._short_lives = self._short_lives + 1 if short else 1
        if self._short_lives > len(_PAUSES):
            reason = self.said.removeprefix("failed ") if self.said.startswith("failed ") else how
            self.failed = f"{self.title} ended {self._short_lives} times within seconds, the last time with: {reason}"
        else:
            self._start_at = time.monotonic() + _PAUSES[self._short_lives - 1]

    def terminate(self) -> None:
        """Ask it to end, or to hurry; it is not started again."""
        self.failed = self.failed or "stopped"
        if self._process is not None:
            self._process.terminate()

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def bury(self) -> bool:
        """Let go of it, killed where it has not ended. Whether it ended by itself."""
        by_itself = self.ended()
        if self._process is not None:
            if not by_itself:
                self._process.kill()
            self._process.wait()
            self._close()
        return by_itself

    def _close(self) -> None:
        os.close(self._ear)
        self._process = None
