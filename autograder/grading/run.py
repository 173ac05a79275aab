"""Run a submission's notebook in its kernel, within limits, and keep the kernel's state available to the checks.

A kernel that dies loses its state: the cells that had finished are run again in a fresh one, without the cell that killed it,
so that one bad cell costs no more than its own points.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.course import Limits
from autograder.errors import InfrastructureError
from autograder.grade import Finding, FindingKind
from autograder.grading.client import LimitedClient
from autograder.grading.kernel import GRACE_SECONDS, DeadKernel, StudentKernel
from autograder.grading.student import StudentError

MAX_RESTARTS = 4
"""Fresh kernels one submission may use beyond its first."""
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)
_DEATHS = {
    "memory": "used more memory than allowed and was stopped",
    "cpu": "used more computing time than allowed and was stopped",
    "wall": "took longer than allowed and was stopped",
    "crash": "made Python crash",
    "protocol": "sent messages that no notebook sends, and was stopped",
    "stopped": "did not end in time and was stopped",
}


class NotebookRun:
    """One notebook in one kernel: :meth:`execute` runs its cells, :meth:`request` answers the checks afterwards.

    Attributes:
        notebook: the notebook, outputs filled in by :meth:`execute`.
        findings: what the student should know of the run.
    """

    def __init__(self, kernel: StudentKernel, notebook: NotebookNode, limits: Limits) -> None:
        self.notebook = notebook
        self.findings: list[Finding] = []
        self._kernel, self._limits = kernel, limits
        self._finished: list[int] = []
        self._restarts = 0
        self._dead = False
        self._seconds_left = limits.notebook_seconds
        self._check_end = float("inf")
        self._client = self._new_client()

    def execute(self, on_cell: Callable[[int, int], None] = lambda cell, cells: None) -> None:
        """Run all code cells in order; whatever happens in them is an output or a finding, never an exception.

        ``on_cell`` is called before each with its number, from 1, and how many there are.
        """
        cells = [i for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
        for number, index in enumerate(cells, 1):
            on_cell(number, len(cells))
            if self._seconds_left <= 0:
                limit = f"{self._limits.notebook_seconds:g} s"
                self._find(
                    "stopped",
                    index,
                    f"The notebook was stopped after {limit} in total; this cell and those after it did not run.",
                )
                return
            if not self._alive_again():
                self._find(
                    "kernel_died",
                    index,
                    "This cell and those after it did not run, because the code ended its process again and again.",
                )
                return
            self._run_cell(index)

    def begin_check(self) -> None:
        """Start the clock of the next check: all its calls together may take ``check_seconds``."""
        self._check_end = time.monotonic() + self._limits.check_seconds

    def request(
        self, content: dict[str, Any], buffers: list[bytes], what: str, *, training: bool = False
    ) -> tuple[dict[str, Any], list[Any]]:
        """Answer one call of a check (see :class:`autograder.grading.reply.Kernel`)."""
        if not self._alive_again():
            raise StudentError("Your code ended its process too often to be asked again.", name="SystemExit", text="exit")
        left = self._check_end - time.monotonic()
        seconds = left if training else min(self._limits.call_seconds, left)
        if seconds <= 0:
            limit = f"{self._limits.check_seconds:g} s"
            raise StudentError(
                f"{what} was not called again, because this question took more than {limit}.", name="TimeoutError", text="time"
            )
        try:
            return self._kernel.request(content, buffers, seconds, what)
        except DeadKernel as death:
            _refuse_our_own(death)
            self._dead = True
            if death.reason == "stopped":
                message = f"{what} was stopped after {seconds:g} s. Is there an endless loop?"
                raise StudentError(message, name="TimeoutError", text="time") from None
            why = _DEATHS.get(death.reason, "ended the Python process")
            raise StudentError(f"{what} {why}.", name="SystemExit", text=death.reason) from None

    def _run_cell(self, index: int) -> None:
        cell = self.notebook.cells[index]
        limit = min(self._limits.cell_seconds, self._seconds_left)
        started = time.monotonic()
        try:
            stopped = self._kernel.wait(_execute(self._client, self._kernel.manager, cell, index, limit))
        except DeadKernel as death:
            _refuse_our_own(death)
            self._dead = True
            cell.outputs = cell.outputs[:50]
            why = _DEATHS.get(death.reason, "ended the Python process, for example by exit()")
            if death.reason == "stopped":
                why = f"was stopped after {limit:g} s: {_first_line(cell.source)}"
            self._find(
                "kernel_died" if death.reason != "stopped" else "stopped",
                index,
                f"This cell {why}. The other cells were graded without it.",
            )
            cell.outputs.append(new_output("stream", name="stderr", text=f"[This cell {why}.]\n"))
        else:
            if stopped:
                line = _interrupted_line(cell) or _first_line(cell.source)
                self._find("stopped", index, f"Stopped after {limit:g} s in {self._name(index)}: {line}")
            else:
                self._finished.append(index)
            self._note_output(index, stopped)
        self._seconds_left -= time.monotonic() - started

    def _note_output(self, index: int, stopped: bool) -> None:
        cell = self.notebook.cells[index]
        if index in self._client.cut:
            self._find("output_cut", index, "This cell printed more than is kept; the rest was cut.")
            cell.outputs.append(new_output("stream", name="stderr", text="[The rest of this cell's output was cut.]\n"))
        errors = [o for o in cell.outputs if o.output_type == "error"]
        if errors and not stopped:
            self._find("cell_error", index, f"{str(errors[0].ename)[:100]}: {str(errors[0].evalue)[:300]}".rstrip(": "))

    def _alive_again(self) -> bool:
        """Whether the kernel is alive, after a restart and repetition of the finished cells if need be."""
        while self._dead:
            if self._restarts >= MAX_RESTARTS:
                return False
            self._restarts += 1
            self._kernel.restart()
            self._client = self._new_client()
            self._dead = not self._repeat()
        return True

    def _repeat(self) -> bool:
        """Run the finished cells again, keeping their first outputs; False when the kernel died once more."""
        for index in list(self._finished):
            cell = NotebookNode(self.notebook.cells[index])
            try:
                self._kernel.wait(
                    _execute(self._client, self._kernel.manager, cell, index, self._limits.cell_seconds, keep=False)
                )
            except DeadKernel as death:
                _refuse_our_own(death)
                self._finished.remove(index)
                return False
        return True

    def _new_client(self) -> LimitedClient:
        client = LimitedClient(self.notebook, km=self._kernel.manager, limits=self._limits)
        client.reset_execution_trackers()
        client.kc = self._kernel.client
        return client

    def _name(self, index: int) -> str:
        metadata = self.notebook.cells[index].metadata.get("nbgrader") or {}
        return str(metadata.get("grade_id") or f"cell {index + 1}")

    def _find(self, kind: FindingKind, index: int, message: str) -> None:
        self.findings.append(Finding(kind=kind, cell=self._name(index), message=message))


async def _execute(
    client: LimitedClient, manager: Any, cell: NotebookNode, index: int, seconds: float, keep: bool = True
) -> bool:
    """Run one cell; True when it had to be interrupted. Raises DeadKernel."""
    outcome = {"interrupted": False, "killed": False}

    async def watch() -> None:
        await asyncio.sleep(seconds)
        outcome["interrupted"] = True
        with contextlib.suppress(RuntimeError, OSError):
            await manager.interrupt_kernel()
        await asyncio.sleep(GRACE_SECONDS)
        outcome["killed"] = True
        with contextlib.suppress(RuntimeError, OSError):
            await manager.provisioner.kill()
        client.task_poll_for_reply.cancel()

    watcher = asyncio.ensure_future(watch())
    try:
        target = cell if keep else NotebookNode(cell, outputs=[])
        await client.async_execute_cell(target, index)
    except DeadKernelError:
        reason = "stopped" if outcome["killed"] else str(getattr(manager.provisioner, "death_reason", "") or "exit")
        raise DeadKernel(reason) from None
    except Exception:  # student code can forge any message of its kernel: whatever breaks on one is the kernel's end
        await manager.provisioner.kill()
        raise DeadKernel("protocol") from None
    finally:
        watcher.cancel()
        if not keep:
            client.nb["cells"][index] = cell
    return outcome["interrupted"]


def _refuse_our_own(death: DeadKernel) -> None:
    """A kernel that died because its sandbox did is nobody's fault but the machine's: the grading starts again."""
    if death.reason in ("slot", "killed"):
        raise InfrastructureError("the student's sandbox was lost") from death


def _interrupted_line(cell: NotebookNode) -> str:
    """The source line a KeyboardInterrupt came from, as IPython's traceback marks it."""
    for output in cell.outputs:
        if output.output_type == "error":
            lines = _ARROW.findall(_ANSI.sub("", "\n".join(map(str, output.traceback))))
            if lines:
                return f"`{lines[0].strip()[:120]}`"
    return ""


def _first_line(source: str) -> str:
    loops = [line.strip() for line in source.splitlines() if re.match(r"\s*while\b", line)]
    lines = loops or [line.strip() for line in source.splitlines() if line.strip()]
    return f"`{lines[0][:120]}`" if lines else ""
