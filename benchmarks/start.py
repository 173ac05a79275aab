"""How long a sandboxed kernel takes to its first executed cell, and how much memory an idle one costs.

    python benchmarks/start.py [--sessions 50] [--concurrent 8] [--preload numpy,torch,keras,matplotlib.pyplot]

Every session is a fully isolated child of one warm slot, driven by an ordinary Jupyter client.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import time
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from autograder.sandbox import kernelspec, memory
from autograder.sandbox.client import QuickClient
from autograder.sandbox.slot import SlotPool

ENVIRON = {"KERAS_BACKEND": "torch"}
CELL = "1 + 1"


class Kernel:
    """A sandboxed kernel behind jupyter_client's manager."""

    def __init__(self, slot: Path) -> None:
        spec = KernelSpec(**kernelspec.kernel_json({"slot": str(slot)}))
        self.manager: Any = AsyncKernelManager(client_factory=QuickClient)
        self.manager._kernel_spec = spec
        self.client: Any = None

    async def start(self) -> None:
        await self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels(stdin=False, hb=False, control=False)
        await self.client.wait_for_ready(timeout=60)

    async def execute(self, code: str) -> str:
        """Run a cell; the text of its result."""
        request = self.client.execute(code)
        text = ""
        while True:
            message = await self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") == request:
                text += message["content"].get("data", {}).get("text/plain", "")
                if message["content"].get("execution_state") == "idle":
                    return text

    async def stop(self) -> None:
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)

    @property
    def process(self) -> int:
        return memory.process_of(self.manager.provisioner.session._pidfd)


def show(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    print(
        f"{what:<44} median {1e3 * statistics.median(ordered):6.1f} ms   90 % {1e3 * ordered[int(0.9 * len(ordered))]:6.1f} ms"
    )


async def times(slot: Path, sessions: int) -> None:
    marks = []
    for _ in range(sessions):
        kernel = Kernel(slot)
        mark = [time.perf_counter()]
        for step in (kernel.start, lambda kernel=kernel: kernel.execute(CELL), kernel.stop):
            await step()
            mark.append(time.perf_counter())
        marks.append(mark)
    show("fork to kernel ready, through jupyter_client", [m[1] - m[0] for m in marks])
    show("fork to first executed cell", [m[2] - m[0] for m in marks])
    show("end, everything removed", [m[3] - m[2] for m in marks])


async def memory_each(slot: Path, concurrent: int) -> None:
    first = Kernel(slot)
    await first.start()
    server = int(Path(f"/proc/{first.process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    kernels = []
    await first.stop()
    alone = proportional([server])
    for _ in range(concurrent):
        kernels.append(Kernel(slot))
        await kernels[-1].start()
        await kernels[-1].execute(CELL)
    together = proportional([server, *(kernel.process for kernel in kernels)])
    for kernel in kernels:
        await kernel.stop()
    print(
        f"{f'memory per idle kernel, {concurrent} at once':<44} {(together - alone) / concurrent / 2**20:6.1f} MiB proportional"
    )
    print(f"{'memory of the fork server alone':<44} {alone / 2**20:6.1f} MiB proportional")


def proportional(processes: list[int]) -> int:
    """Bytes, files included, a page of n processes counted 1/n each."""
    texts = (Path(f"/proc/{process}/smaps_rollup").read_text() for process in processes)
    return sum(1024 * int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) for text in texts)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sessions", type=int, default=50)
    options.add_argument("--concurrent", type=int, default=8)
    options.add_argument("--preload", default="numpy,torch,keras,matplotlib.pyplot")
    given = options.parse_args()
    started = time.perf_counter()
    with SlotPool(1, preload=given.preload.split(","), environ=ENVIRON) as pool:
        print(f"{'slot start, once (imports and self-tests)':<44} {time.perf_counter() - started:13.1f} s")
        asyncio.run(times(pool.sockets[0], given.sessions))
        asyncio.run(memory_each(pool.sockets[0], given.concurrent))


if __name__ == "__main__":
    main()
