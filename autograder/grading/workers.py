"""Warm trusted workers: one process per submission, forked from a server that has imported what grading needs.

A worker that dies or fails takes nobody with it: its submission is tried again, and after three tries reported as an
infrastructure failure, which never costs the student points.

:func:`run_all` works through a list; :class:`Pool` is what it is made of, for callers whose tasks arrive one by one.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from autograder.errors import AuthorError, InfrastructureError

__all__ = ["Ended", "Failure", "Pool", "Said", "Task", "run_all", "say", "start_server"]

TRIES = 3
_PAUSES = (0.01, 0.1, 0.5, 2.0)
"""Seconds between attempts to start a worker."""
_PR_SET_PDEATHSIG = 1
_pipe: Connection | None = None
"""In a worker: where its messages go."""


@dataclass(frozen=True)
class Failure:
    """A task that could not be done by the machine, after all tries."""

    reason: str


@dataclass(frozen=True, eq=False)
class Task:
    """A worker at its task. ``key`` is the caller's name for it; ``deadline`` is on the monotonic clock."""

    key: Any
    slot: Path | None
    process: BaseProcess
    pipe: Connection
    deadline: float


@dataclass(frozen=True)
class Said:
    """A worker said something before its answer."""

    task: Task
    message: Any


@dataclass(frozen=True)
class Ended:
    """A worker has ended, with an answer or, by its own fault or the machine's, with a problem."""

    task: Task
    answer: Any = None
    problem: AuthorError | InfrastructureError | None = None


class Pool:
    """Workers that each do one task. Leaving the block kills those at work."""

    def __init__(self, work: Callable[..., Any], preload: Sequence[str]) -> None:
        """``work``: a module-level function; its result is pickled. ``preload``: modules their server imports once."""
        start_server(preload)
        self._work = work
        self._context = multiprocessing.get_context("forkserver")
        self.running: list[Task] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *args: object) -> None:
        for task in list(self.running):
            self.kill(task)

    def start(self, key: Any, arguments: Sequence[Any], *, slot: Path | None, seconds: float) -> Task:
        """Let a worker call ``work(*arguments, slot)``, for ``seconds`` at most.

        Raises InfrastructureError when no process can be started.
        """
        for pause in (*_PAUSES, None):
            mine, theirs = self._context.Pipe(duplex=False)
            process = self._context.Process(target=_run, args=(theirs, self._work, (*arguments, slot)), daemon=True)
            try:
                process.start()
                break
            except (EOFError, OSError) as problem:  # the server is dying; once it is gone, a start brings up a new one
                mine.close()
                if pause is None:
                    reason = f"{type(problem).__name__}: {problem}"
                    raise InfrastructureError(f"no grading process can be started: {reason}") from problem
                time.sleep(pause)
            finally:
                theirs.close()
        task = Task(key, slot, process, mine, time.monotonic() + seconds)
        self.running.append(task)
        return task

    def wait(self, seconds: float | None = None) -> list[Said | Ended]:
        """What workers said or how they ended; waits until there is something, or for ``seconds``."""
        waits = [task.deadline - time.monotonic() for task in self.running] + ([] if seconds is None else [seconds])
        ready = wait([task.pipe for task in self.running], timeout=max(min(waits, default=0.0), 0.0))
        now = time.monotonic()
        return [self._hear(task) for task in list(self.running) if task.pipe in ready or now >= task.deadline]

    def kill(self, task: Task) -> None:
        """End a worker, and with it its student's kernel; harmless when it has ended."""
        if task in self.running:
            self.running.remove(task)
        task.process.kill()
        task.process.join()
        task.pipe.close()

    def _hear(self, task: Task) -> Said | Ended:
        try:
            if not task.pipe.poll():
                kind, what = "problem", InfrastructureError("grading took too long")
            else:
                kind, what = task.pipe.recv()
        except (EOFError, OSError):
            kind, what = "problem", InfrastructureError("the grading process ended without a result")
        if kind == "said":
            return Said(task, what)
        self.kill(task)
        return Ended(task, problem=what) if kind == "problem" else Ended(task, answer=what)


def run_all(
    work: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    *,
    slots: Sequence[Path | None],
    preload: Sequence[str],
    seconds: float,
    on_done: Callable[[int, Any], None],
) -> None:
    """Call ``work(*task, slot)`` for every task in its own process, one at a time per slot.

    Args:
        work: a module-level function; what it returns is pickled between trusted processes.
        slots: one worker runs per entry.
        preload: modules the server imports once.
        seconds: wall time after which a worker is killed.
        on_done: called in this process with (task index, result or Failure) as tasks finish.

    Raises AuthorError when a worker did: the course's material is wrong for everyone.
    """
    waiting, free, tries = deque(range(len(tasks))), list(slots), [0] * len(tasks)
    done: deque[tuple[int, Any]] = deque()
    with Pool(work, preload) as pool:
        while waiting or pool.running or done:
            while waiting and free:
                index = waiting.popleft()
                tries[index] += 1
                pool.start(index, tasks[index], slot=free.pop(), seconds=seconds)
            while done:  # told once the slots are at work again: what the caller does with a result keeps none of them waiting
                on_done(*done.popleft())
            for event in pool.wait():
                if isinstance(event, Said):
                    continue
                index = event.task.key
                free.append(event.task.slot)
                if event.problem is None:
                    done.append((index, event.answer))
                elif isinstance(event.problem, AuthorError):
                    raise event.problem
                elif tries[index] < TRIES:
                    waiting.append(index)
                else:
                    done.append((index, Failure(str(event.problem))))


def start_server(preload: Sequence[str]) -> None:
    """Start the server of workers with these modules, and do not wait until it has imported them; harmless when it runs."""
    for library in ("OMP", "OPENBLAS", "MKL"):  # workers run side by side, and threads do not survive a fork
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(preload))
    forkserver.ensure_running()


def say(message: Any) -> None:
    """In a worker: tell the pool something before the answer. Elsewhere, nobody hears it."""
    if _pipe is not None:
        with contextlib.suppress(OSError):  # whoever would have heard it is gone
            _pipe.send(("said", message))


def _run(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """In the worker: die with the server, do the task, send the result or the problem."""
    global _pipe  # noqa: PLW0603  # this process does this one task
    _pipe = pipe
    gc.freeze()  # what the server imported is never garbage; not looking at it keeps its pages shared
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    try:
        answer = ("answer", work(*arguments))
    except (AuthorError, InfrastructureError) as problem:
        answer = ("problem", type(problem)(*problem.args))
    except Exception as problem:  # a bug of the grader: tried again, then reported, never a zero
        answer = ("problem", InfrastructureError(f"{type(problem).__name__}: {problem}"))
    with contextlib.suppress(OSError):  # whoever asked is gone: the answer is nobody's, and no traceback helps
        pipe.send(answer)
    pipe.close()
