"""The student's kernel: an ordinary ipykernel that also answers calls of the checks.

``autograder_request`` on the shell channel carries ``{"op": …}`` and buffers in the form of :mod:`autograder.sandbox.wire`; the
answer is ``autograder_reply`` with status ``ok`` and a value tree, or status ``error`` and kind, name, text and frames.
This code runs in the student's process: nothing in it is secret, and nothing it says is believed further than as data.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import traceback
from typing import Any

import numpy as np
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

from autograder.sandbox import wire

SEED_VARIABLE = "AUTOGRADER_SEED"
PRELOAD_VARIABLE = "AUTOGRADER_PRELOAD"
_REQUEST = b'"autograder_request"'
_MAX_HEADER = 2000
_MAX_FRAMES = 12
_MAX_MESSAGE = 2000


class StudentKernel(IPythonKernel):  # type: ignore[misc]  # ipykernel ships no types we follow
    """An IPython kernel that calls functions of its own namespace for the checks."""

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
            content, buffers = describe(problem), []
        finally:
            self.post_handler_hook()
        stream = self.shell_stream
        if self._supports_kernel_subshells:
            stream = self.shell_channel_thread.manager.get_subshell_to_shell_channel_socket(subshell_id)
        self.session.send(stream, "autograder_reply", content, parent, ident, buffers=buffers)

    def _answer(self, content: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
        try:
            value = _OPERATIONS[content["op"]](self.shell.user_ns, content, buffers)
            tree, out = wire.encode(value)
            return {"status": "ok", "value": tree}, out
        except wire.WireError as problem:
            return {"status": "error", "kind": "wire", "name": "TypeError", "text": str(problem), "frames": []}, []
        except MissingName as problem:
            return {"status": "error", "kind": "missing", "name": "NameError", "text": str(problem), "frames": []}, []
        except BaseException as problem:  # SystemExit and KeyboardInterrupt of student code are answers too
            return describe(problem), []


class MissingName(Exception):
    """The notebook defines no such name."""


def describe(problem: BaseException) -> dict[str, Any]:
    """An exception as plain data: class name, text, and the student's frames as ``[function, line, source]``."""
    frames = [
        [frame.name[:200], frame.lineno or 0, (frame.line or "")[:300]]
        for frame in traceback.extract_tb(problem.__traceback__)
        if "ipykernel_" in frame.filename or frame.filename.startswith("<ipython-input")
    ]
    try:
        text = str(problem)[:_MAX_MESSAGE]
    except Exception:  # an exception class of the student may fail to print itself
        text = ""
    return {
        "status": "error",
        "kind": "raised",
        "name": type(problem).__name__[:200],
        "text": text,
        "frames": frames[-_MAX_FRAMES:],
    }


def _look_up(namespace: dict[str, Any], name: str) -> Any:
    if name not in namespace:
        raise MissingName(name)
    return namespace[name]


def _value(namespace: dict[str, Any], content: dict[str, Any], buffers: list[Any]) -> Any:
    return _look_up(namespace, content["name"])


def _call(namespace: dict[str, Any], content: dict[str, Any], buffers: list[Any]) -> Any:
    args, kwargs = wire.decode(content["arguments"], buffers, tensors=True)
    return _look_up(namespace, content["name"])(*args, **kwargs)


def _call_and_keep(namespace: dict[str, Any], content: dict[str, Any], buffers: list[Any]) -> Any:
    """The result and the positional arguments as the call left them (to see inputs changed in place)."""
    args, kwargs = wire.decode(content["arguments"], buffers, tensors=True)
    result = _look_up(namespace, content["name"])(*args, **kwargs)
    return result, tuple(args)


def _seed(namespace: dict[str, Any], content: dict[str, Any], buffers: list[Any]) -> None:
    seed(content["seed"])


_OPERATIONS = {"seed": _seed, "value": _value, "call": _call, "call_and_keep": _call_and_keep}


def seed_everything() -> None:
    """Seed ``random``, numpy's legacy generator and torch (if imported) from ``AUTOGRADER_SEED``; without it, do nothing."""
    text = os.environ.pop(SEED_VARIABLE, "")
    if text:
        seed(int(text))


def seed(number: int) -> None:
    """Seed ``random`` (Keras draws its seeds from it), numpy's legacy generator and torch, if imported; 0 ≤ number < 2**63."""
    random.seed(number)
    np.random.seed(number % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(number)


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
    seed_everything()
    app = make_app(sys.argv[sys.argv.index("-f") + 1])
    app.initialize([])
    app.start()


if __name__ == "__main__":
    main()
