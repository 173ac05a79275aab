"""Progress looks right in a notebook, on a terminal and in a log."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import rich.console

from autograder.client import progress as shown
from autograder.client.api import Status

QUEUED = Status(id="1", student="anna", assignment="conv", state="queued", position=3, estimate_seconds=120.0)
RUNNING = [
    Status(id="1", student="anna", assignment="conv", state="running", phase="running", step=n, steps=4) for n in range(1, 5)
]
GRADED = Status(id="1", student="anna", assignment="conv", state="graded", score=1.5, max_score=3.0)
ALL = [QUEUED, *RUNNING, GRADED]


def show_all() -> None:
    with shown.progress() as show:
        for status in ALL:
            show(status)


def test_a_log_gets_one_line_for_each_phase(capsys: pytest.CaptureFixture[str]) -> None:
    """Not one for each cell: logs of CI are read by people."""
    show_all()
    assert capsys.readouterr().err.splitlines() == [
        "Waiting, 2 submissions are before yours, about 2 minutes to go",
        "Running your cells: 1 of 4",
        "Graded: 1.5 of 3 points",
    ]


def test_a_terminal_gets_one_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar over the cells; nothing of it stays on the screen."""
    screen = io.StringIO()
    terminal = rich.console.Console(file=screen, force_terminal=True, width=120)
    monkeypatch.setattr(shown, "Console", lambda stderr: terminal)
    with shown.progress() as show:
        for status in ALL:
            show(status)
        show(RUNNING[2])
    assert "Running your cells: 3 of 4" in screen.getvalue()
    assert screen.getvalue().count("\n") <= 2


def test_a_notebook_gets_one_output_that_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain text only, updated in place by IPython's display."""
    messages = _enter_notebook(monkeypatch)
    show_all()
    kinds = [kind for kind, _ in messages]
    assert kinds == ["display", *["update"] * len(ALL)]
    assert messages[-1][1] == {"text/plain": "Graded: 1.5 of 3 points"}


def test_a_kernel_of_the_grader_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that hands in does nothing while its own notebook is graded; elsewhere it works."""
    from autograder.sandbox.kernel import StudentKernel

    assert not shown.being_graded()
    _enter_notebook(monkeypatch)
    assert shown.in_notebook()
    assert not shown.being_graded()
    _enter_notebook(monkeypatch, kernel=object.__new__(StudentKernel))
    assert shown.being_graded()


def _enter_notebook(monkeypatch: pytest.MonkeyPatch, kernel: Any = None) -> list[tuple[str, Any]]:
    """IPython as a notebook's kernel has it; gives the list of what the page is told."""
    messages: list[tuple[str, Any]] = []
    handle = SimpleNamespace(update=lambda data, raw: messages.append(("update", data)))

    def display(data: Any, raw: bool, display_id: bool) -> Any:
        messages.append(("display", data))
        return handle

    shell = SimpleNamespace(kernel=kernel or SimpleNamespace())
    module = SimpleNamespace(get_ipython=lambda: shell, display=SimpleNamespace(display=display))
    monkeypatch.setitem(sys.modules, "IPython", module)
    return messages
