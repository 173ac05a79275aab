"""``autograder-sandbox``: any Jupyter tool starts its kernels in a sandbox when the kernelspec's metadata says so.

    "metadata": {"kernel_provisioner": {"provisioner_name": "autograder-sandbox", "config": {"preload": ["numpy"]}}}

With ``slot`` (or the variable ``AUTOGRADER_SLOT``) naming a control socket of a
:class:`~autograder.sandbox.slot.SlotPool`, that slot is used; otherwise this process starts one for itself and keeps it.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict, Float, List, Unicode

from autograder.course import Limits
from autograder.sandbox.kernel import SEED_VARIABLE
from autograder.sandbox.limits import SessionLimits
from autograder.sandbox.session import Session
from autograder.sandbox.slot import SlotPool

SLOT_VARIABLE = "AUTOGRADER_SLOT"
_own_slots: dict[tuple[object, ...], SlotPool] = {}
_own_slots_lock = threading.Lock()


class SandboxProvisioner(KernelProvisionerBase):  # type: ignore[misc]  # jupyter_client ships no types we follow
    """A kernel that is a single-use child of a slot's fork server.

    Attributes:
        death_reason: why the kernel ended (:data:`autograder.sandbox.session.Reason`); empty while it runs.
    """

    slot: Any = Unicode(help="control socket of a slot; empty: AUTOGRADER_SLOT, else a slot of this process's own")
    preload: Any = List(Unicode(), help="modules that an own slot imports before its first kernel")
    environ: Any = Dict(help="environment variables of an own slot")
    limits: Any = Dict(help="names and values of autograder.course.Limits that differ from its defaults")
    wall_seconds: Any = Float(0.0, help="life of a kernel; 0: as the limits imply")

    _session: Session | None = None

    @property
    def has_process(self) -> bool:
        return self._session is not None

    @property
    def death_reason(self) -> str:
        return self._session.end.reason if self._session is not None and self._session.end is not None else ""

    @property
    def session(self) -> Session | None:
        """The session behind the kernel."""
        return self._session

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = await super().pre_launch(**kwargs)
        kwargs.setdefault("cmd", [])  # nothing is executed: the kernel is forked
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start a session; returns its connection information."""
        given = kwargs.get("env") or {}
        wanted = {SEED_VARIABLE, *self.kernel_spec.env}  # never the whole environment of the caller
        environ = {name: value for name, value in given.items() if name in wanted}
        key = self.parent.session.key.decode() if self.parent is not None else os.urandom(16).hex()
        scheme = self.parent.session.signature_scheme if self.parent is not None else "hmac-sha256"
        await asyncio.to_thread(self._start, key, scheme, environ)
        assert self._session is not None
        self.connection_info = {**self._session.connection, "key": key.encode(), "signature_scheme": scheme}
        return self.connection_info

    def _start(self, key: str, scheme: str, environ: Mapping[str, str]) -> None:
        if self._session is None:
            limits = SessionLimits.from_course(Limits(**self.limits), wall_seconds=self.wall_seconds or None)
            self._session = Session(self._slot(), limits)
        try:
            self._session.start(key, environ=environ, signature_scheme=scheme)
        except BaseException:
            self._session.close()
            self._session = None
            raise

    def _slot(self) -> Path:
        path = self.slot or os.environ.get(SLOT_VARIABLE)
        return Path(path) if path else own_slot(tuple(self.preload), dict(self.environ))

    async def poll(self) -> int | None:
        return 0 if self._session is None else self._session.poll()

    async def wait(self) -> int | None:
        if self._session is None:
            return 0
        await asyncio.to_thread(self._session.wait)
        return self._session.poll()

    async def send_signal(self, signum: int) -> None:
        if self._session is not None:
            await asyncio.to_thread(self._session.send_signal, signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and everything it started; they are gone when this returns."""
        if self._session is not None:
            await asyncio.to_thread(self._session.kill)

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """A used sandbox has nothing to put in order: it ends at once."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self._session is not None:
            await asyncio.to_thread(self._session.stop if restart else self._session.close)


def own_slot(preload: tuple[str, ...], environ: dict[str, str]) -> Path:
    """A slot that this process owns until it exits; one per ``preload`` and ``environ``."""
    key = (os.getpid(), preload, *sorted(environ.items()))
    with _own_slots_lock:
        if key not in _own_slots:
            pool = SlotPool(1, preload=preload, environ=environ)
            pool.open()
            atexit.register(pool.close)
            _own_slots[key] = pool
        return _own_slots[key].sockets[0]
