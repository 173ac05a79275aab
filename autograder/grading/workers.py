"""Warm trusted workers: one process per submission, forked from a server that has imported what grading needs.

A worker that dies or fails takes nobody with it: its submission is tried again, and after three tries reported as an
infrastructure failure, which never costs the student points.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from autograder.errors import AuthorError, InfrastructureError

__all__ = ["Failure", "run_all", "start_server"]

TRIES = 3
_PAUSES = (0.01, 0.1, 0.5, 2.0)
"""Seconds between attempts to start a worker."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Failure:
    """A task that could not be done by the machine, after all tries."""

    reason: str


@dataclass
class _Running:
    index: int
    process: BaseProcess
    pipe: Connection
    slot: Path | None
    deadline: float


@dataclass
class _Board:
    """Which tasks wait, run, and how often each was tried."""

    waiting: deque[int]
    free: list[Path | None]
    running: list[_Running] = field(default_factory=list)
    tries: dict[int, int] = field(default_factory=dict)


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
    start_server(preload)
    context = multiprocessing.get_context("forkserver")
    board = _Board(waiting=deque(range(len(tasks))), free=list(slots))
    try:
        while board.waiting or board.running:
            while board.waiting and board.free:
                _start(board, context, work, tasks, seconds)
            for one in _finished(board):
                _settle(board, one, on_done)
    finally:
        for one in board.running:
            one.process.kill()
            one.process.join()
            one.pipe.close()


def start_server(preload: Sequence[str]) -> None:
    """Start the server of workers with these modules, and do not wait until it has imported them; harmless when it runs."""
    for library in ("OMP", "OPENBLAS", "MKL"):  # workers run side by side, and threads do not survive a fork
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(preload))
    forkserver.ensure_running()


def _start(board: _Board, context: Any, work: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], seconds: float) -> None:
    index, slot = board.waiting.popleft(), board.free.pop()
    board.tries[index] = board.tries.get(index, 0) + 1
    for pause in (*_PAUSES, None):
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(theirs, work, (*tasks[index], slot)), daemon=True)
        try:
            process.start()
            break
        except (EOFError, OSError) as problem:  # the server of workers is dying; once it is gone, a start brings up a new one
            mine.close()
            if pause is None:
                reason = f"{type(problem).__name__}: {problem}"
                raise InfrastructureError(f"no grading process can be started: {reason}") from problem
            time.sleep(pause)
        finally:
            theirs.close()
    board.running.append(_Running(index, process, mine, slot, time.monotonic() + seconds))


def _finished(board: _Board) -> list[_Running]:
    """The workers that have answered, died, or run out of time; waits until there is one."""
    left = min(one.deadline for one in board.running) - time.monotonic()
    ready = wait([one.pipe for one in board.running], timeout=max(left, 0.0))
    now = time.monotonic()
    done = [one for one in board.running if one.pipe in ready or now >= one.deadline]
    board.running = [one for one in board.running if one not in done]
    return done


def _settle(board: _Board, one: _Running, on_done: Callable[[int, Any], None]) -> None:
    try:
        ok, answer = one.pipe.recv() if one.pipe.poll() else (False, InfrastructureError("grading took too long"))
    except (EOFError, OSError):
        ok, answer = False, InfrastructureError("the grading process ended without a result")
    one.process.kill()
    one.process.join()
    one.pipe.close()
    board.free.append(one.slot)
    if ok:
        on_done(one.index, answer)
    elif isinstance(answer, AuthorError):
        raise answer
    elif board.tries[one.index] < TRIES:
        board.waiting.append(one.index)
    else:
        on_done(one.index, Failure(str(answer)))


def _work(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """In the worker: die with the server, do the task, send (True, result) or (False, exception)."""
    gc.freeze()  # what the server imported is never garbage; not looking at it keeps its pages shared
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    try:
        answer = (True, work(*arguments))
    except (AuthorError, InfrastructureError) as problem:
        answer = (False, type(problem)(*problem.args))
    except Exception as problem:  # a bug of the grader: tried again, then reported, never a zero
        answer = (False, InfrastructureError(f"{type(problem).__name__}: {problem}"))
    pipe.send(answer)
    pipe.close()
