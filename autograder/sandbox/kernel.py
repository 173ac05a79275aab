"""The student's kernel: an ordinary ipykernel that also answers calls of the checks.

``autograder_request`` on the shell channel carries ``{"op": …}`` (see :mod:`autograder.sandbox.operations`) and buffers in the
form of :mod:`autograder.sandbox.wire`; ``autograder_reply`` has status ``ok`` and a value, or ``error`` and what went wrong.
This code runs in the student's process: nothing in it is secret, and nothing it says is believed further than as data.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

from autograder.sandbox import datasets, operations

SEED_VARIABLE = "AUTOGRADER_SEED"
PRELOAD_VARIABLE = "AUTOGRADER_PRELOAD"
_REQUEST = b'"autograder_request"'
_MAX_HEADER = 2000


class StudentKernel(IPythonKernel):  # type: ignore[misc]  # ipykernel ships no types we follow
    """An IPython kernel that calls functions of its own namespace for the checks."""

    place: operations.Place | None = None
    """Made at the first question: a warm kernel is forked before."""

    async def dispatch_shell(self, msg: Any, /, subshell_id: str | None = None, *, concurrent: bool = False) -> None:
        """Answer an ``autograder_request`` here and at once; every other message is ipykernel's.

        Its general way publishes two states and flushes the outputs, which takes longer than what most checks ask for.
        """
        if not any(_REQUEST in frame.buffer.tobytes() for frame in msg[2:4] if len(frame) < _MAX_HEADER):
            await super().dispatch_shell(msg, subshell_id, concurrent=concurrent)
            return
        try:
            ident, frames = self.session.feed_identities(msg, copy=False)
            parent = self.session.deserialize(frames, copy=False)
        except Exception:  # not signed by our client, or damaged: as ipykernel does, it stays without an answer
            self.log.error("invalid request", exc_info=True)
            return
        self.set_parent(ident, parent, channel="shell")
        self.pre_handler_hook()  # an interrupt reaches the student's code as KeyboardInterrupt
        try:
            content, buffers = self._answer(parent.get("content") or {}, parent.get("buffers") or [])
        except KeyboardInterrupt as problem:  # it came when the answer was made already
            content, buffers = operations.describe(problem), []
        finally:
            self.post_handler_hook()
        stream = self.shell_stream
        if self._supports_kernel_subshells:
            stream = self.shell_channel_thread.manager.get_subshell_to_shell_channel_socket(subshell_id)
        self.session.send(stream, "autograder_reply", content, parent, ident, buffers=buffers)

    def _answer(self, content: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
        try:
            if content.get("op") == "seed":
                operations.seed(content["seed"])
                return {"status": "ok", "value": None}, []
            if content.get("op") == "file":
                append_to_file(content["name"], buffers[0])
                return {"status": "ok", "value": None}, []
            if self.place is None:
                self.place = operations.Place(self.shell.user_ns)
            return operations.answer(self.place, content, buffers)
        except BaseException as problem:  # SystemExit and KeyboardInterrupt of student code are answers too
            return operations.describe(problem), []


def append_to_file(name: str, piece: bytes) -> None:
    """Begin a file below the working folder, or make it longer. Raises OSError where it does not fit; nothing of it stays."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("ab") as file:
            file.write(piece)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def seed_everything() -> None:
    """Seed ``random``, numpy's legacy generator and torch (if imported) from ``AUTOGRADER_SEED``; without it, do nothing."""
    text = os.environ.pop(SEED_VARIABLE, "")
    if text:
        operations.seed(int(text))


def make_app(connection_file: str) -> IPKernelApp:
    """A kernel application that is configured but not yet initialised: no socket, no thread."""
    app = IPKernelApp.instance(connection_file=connection_file, kernel_class=StudentKernel)
    app.config.HistoryManager.enabled = False  # its saver is a thread, and a submission has no history to keep
    app.config.IPKernelApp.capture_fd_output = True
    app.config.InteractiveShell.enable_tip = False  # the banner's tip is drawn at random, and moves every later random number
    return app


def main() -> None:
    """``python -m autograder.sandbox.kernel -f FILE``: a plain local kernel, for notebooks one trusts."""
    for module in filter(None, os.environ.pop(PRELOAD_VARIABLE, "").split(",")):
        importlib.import_module(module)  # before seeding, as in a warm kernel: the same seeds then give the same numbers
    datasets.install_from_environment()
    seed_everything()
    app = make_app(sys.argv[sys.argv.index("-f") + 1])
    app.initialize([])
    app.start()


if __name__ == "__main__":
    main()
