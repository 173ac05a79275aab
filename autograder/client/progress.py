"""Show how far a submission is: in a notebook one line that changes, on a terminal a bar, elsewhere a line for each step."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from autograder.client import words
from autograder.client.api import Status

__all__ = ["Show", "being_graded", "in_notebook", "progress"]

Show = Callable[[Status | str], None]
"""Shows a status, or a line of text."""
_QUIET_SECONDS = 20.0
"""In a log, the same phase is told again after this time at the earliest."""


@contextmanager
def progress() -> Iterator[Show]:
    """Gives the function that shows a status or a line; where it shows depends on where this runs."""
    if in_notebook():
        yield _cell()
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(sys.stderr)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(bar_width=20), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Handing in", total=None)

        def show(news: Status | str) -> None:
            steps = news.steps if isinstance(news, Status) and news.phase == "running" and news.steps else None
            done = news.step if isinstance(news, Status) and steps else 0
            bar.update(task, description=_text(news), total=steps, completed=done)

        yield show


def in_notebook() -> bool:
    """Whether this runs in a notebook's kernel, whose page can show a line that changes."""
    return getattr(_shell(), "kernel", None) is not None


def being_graded() -> bool:
    """Whether this notebook runs in a grader's sandbox: a cell that hands it in then has nothing to do."""
    return type(getattr(_shell(), "kernel", None)).__module__.startswith("autograder.")


def _shell() -> Any:
    """IPython's shell, if this process has one; IPython is never imported for it."""
    found = sys.modules.get("IPython")
    return found.get_ipython() if found is not None else None


def _cell() -> Show:
    """One line under the cell, replaced with each news."""
    display: Any = sys.modules["IPython"].display.display
    handle = display({"text/plain": "Handing in"}, raw=True, display_id=True)
    return lambda news: handle.update({"text/plain": _text(news)}, raw=True)


def _lines(stream: TextIO) -> Show:
    """A line for each new phase, and now and then one within it."""
    last: tuple[Any, ...] = ()
    told = 0.0

    def show(news: Status | str) -> None:
        nonlocal last, told
        step = (news.state, news.phase) if isinstance(news, Status) else (news,)
        if step != last or time.monotonic() - told > _QUIET_SECONDS:
            last, told = step, time.monotonic()
            print(_text(news), file=stream, flush=True)

    return show


def _text(news: Status | str) -> str:
    return words.line(news) if isinstance(news, Status) else news
