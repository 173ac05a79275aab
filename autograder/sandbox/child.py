"""What a forked child does, from the fork to its kernel's event loop; it never returns.

The child reads its own request, isolates itself, and says over a pipe that it is ready; only then does the host send code.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from autograder.sandbox import datasets, isolate, linux, protocol, selftest
from autograder.sandbox.kernel import SEED_VARIABLE, seed_everything
from autograder.sandbox.limits import SessionLimits

if TYPE_CHECKING:
    from autograder.sandbox.app import WarmApp


@dataclasses.dataclass(frozen=True)
class Prepared:
    """What a child inherits from the fork server."""

    app: WarmApp
    program: bytes
    last_capability: int
    kept: tuple[str, ...]
    process_namespace: int
    namespaces: dict[str, str]
    gpu: bool = False


@dataclasses.dataclass(frozen=True)
class Descriptors:
    """A session's own descriptors: memory file with the request, pipe for the answer, the five listening sockets."""

    request: int
    answer: int
    listeners: tuple[int, ...] = ()

    @classmethod
    def of(cls, received: list[int]) -> Descriptors:
        return cls(received[0], received[1], tuple(received[2:]))

    def all(self) -> list[int]:
        return [self.request, self.answer, *self.listeners]


def fork(prepared: Prepared, descriptors: Descriptors) -> int:
    """Fork a child; returns its process number. The child answers over ``descriptors.answer``, nowhere else.

    Raises:
        OSError: there can be no further process or namespace.
    """
    isolate.new_process_namespace(prepared.process_namespace)
    process = os.fork()
    if process == 0:
        _run(prepared, descriptors)
    return process


def _run(prepared: Prepared, descriptors: Descriptors) -> NoReturn:
    """The child: process 1 of the session."""
    try:
        serve = _prepare(prepared, descriptors)
    except BaseException as problem:
        with contextlib.suppress(OSError):
            os.write(descriptors.answer, json.dumps({"failed": _describe(problem)}).encode())
        os._exit(1)
    try:
        serve()
    finally:
        os._exit(0)


def _prepare(prepared: Prepared, descriptors: Descriptors) -> Callable[[], None]:
    isolate.keep_only(set(descriptors.all()))
    os.setsid()
    linux.weigh_session()
    os.umask(0o077)
    request = protocol.unpack(descriptors.request)
    limits = SessionLimits.from_json(request["limits"])
    isolate.make_private(limits.disk, prepared.kept)
    os.close(descriptors.request)
    isolate.become_own_user()
    isolate.set_limits(limits)
    isolate.drop_privileges(prepared.last_capability, prepared.program)
    run = _test if request.get("selftest") else _serve
    return run(prepared, descriptors, request, limits)


def _serve(prepared: Prepared, descriptors: Descriptors, request: dict[str, Any], limits: SessionLimits) -> Callable[[], None]:
    os.environ.update({"PWD": isolate.WORK, **request["environ"]})
    datasets.install_from_environment()
    reseed()
    prepared.app.connect(request["connection"], list(descriptors.listeners))
    gc.enable()
    if prepared.gpu:  # CUDA reserves far more addresses than it uses: memory is left to the control group or the watcher
        cap_gpu_memory(limits.gpu)
    else:
        isolate.cap_memory(limits.memory)
    os.write(descriptors.answer, b'{"ready": true}')
    os.close(descriptors.answer)

    def serve() -> None:
        try:
            prepared.app.start()
        finally:
            atexit._run_exitfuncs()  # sends what is still queued

    return serve


def _test(prepared: Prepared, descriptors: Descriptors, request: dict[str, Any], limits: SessionLimits) -> Callable[[], None]:
    failures = selftest.gpu_failures() if prepared.gpu else []
    isolate.cap_memory(limits.memory)
    failures += selftest.failures(limits, prepared.namespaces, {descriptors.answer})
    os.write(descriptors.answer, json.dumps({"failures": failures}).encode())
    return lambda: None


def cap_gpu_memory(share: float) -> None:
    """From the first use of CUDA on, torch asks for no more than ``share`` of the GPU's memory. CUDA is not initialised here.

    This keeps honest code within its share; code that means to take more can undo it.
    """
    os.environ.pop("PYTORCH_NVML_BASED_CUDA_CHECK", None)  # nothing is forked any more: CUDA itself may be asked
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.cuda._lazy_call(lambda: torch.cuda.set_per_process_memory_fraction(share))


def reseed() -> None:
    """Fresh random states, or those of ``AUTOGRADER_SEED``: the ones inherited are the same in every child."""
    if not os.environ.get(SEED_VARIABLE):
        for module, name in (("numpy.random", "seed"), ("torch", "seed")):  # Python reseeds its own `random` after a fork
            if module in sys.modules:
                getattr(sys.modules[module], name)()
    seed_everything()


def _describe(problem: BaseException) -> str:
    where = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__}: {problem} ({os.path.basename(where.filename)}:{where.lineno})"
