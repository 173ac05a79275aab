"""Waiting for a kernel without jupyter_client's pauses: its own ``wait_for_ready`` ends with 0.2 s of listening to silence."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.utils import ensure_async

_WELCOME_SECONDS = 0.2
_ASK_SECONDS = 1.0


class QuickClient(AsyncKernelClient):  # type: ignore[misc]  # jupyter_client ships no types we follow
    """An AsyncKernelClient that is ready as soon as the kernel is."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        await wait_for_ready(self, timeout)


async def wait_for_ready(client: Any, seconds: float | None = None) -> None:
    """Wait until the kernel answers on shell and its outputs arrive on iopub; both are empty afterwards.

    ``client``: an AsyncKernelClient with started channels. Raises RuntimeError when the kernel dies or ``seconds`` pass.
    """
    deadline = time.monotonic() + (seconds or float("inf"))
    await _output(client, "iopub_welcome", None, _WELCOME_SECONDS)  # ipykernel 7 says when it has noticed the subscription
    while time.monotonic() < deadline:
        request = client.kernel_info()
        if await _output(client, "status", request, min(_ASK_SECONDS, deadline - time.monotonic())):
            reply = await client.shell_channel.get_msg(timeout=_ASK_SECONDS)
            client._handle_kernel_info_reply(reply)
            return
        if not await ensure_async(client.is_alive()):
            raise RuntimeError("Kernel died before replying to kernel_info")
    raise RuntimeError(f"Kernel didn't respond in {seconds:g} seconds")


async def _output(client: Any, kind: str, parent: str | None, seconds: float) -> bool:
    """Take messages from iopub until one of ``kind`` (for status: idle) with this parent; False after ``seconds``."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        try:
            message = await client.iopub_channel.get_msg(timeout=left)
        except Empty:
            return False
        ours = message["msg_type"] == kind and (parent is None or message["parent_header"].get("msg_id") == parent)
        if ours and (kind != "status" or message["content"].get("execution_state") == "idle"):
            return True
    return False
