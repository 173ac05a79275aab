"""Google Colab's modules as its notebooks find them: the secrets, and the message that gives the open notebook."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest


def enter_colab(
    monkeypatch: pytest.MonkeyPatch, *, notebook: Any = None, secrets: dict[str, str] | None = None
) -> list[tuple[str, float]]:
    """Make this process look like a Colab kernel; gives the list of requests to its page.

    Colab raises where there is no such secret, and where its page does not answer.
    """
    asked: list[tuple[str, float]] = []
    colab, userdata, message = (
        ModuleType("google.colab"),
        ModuleType("google.colab.userdata"),
        ModuleType("google.colab._message"),
    )

    def get(name: str) -> str:
        return (secrets or {})[name]

    def blocking_request(kind: str, request: str = "", timeout_sec: float = 5) -> dict[str, Any]:
        asked.append((kind, timeout_sec))
        if notebook is None:
            raise TimeoutError("no answer")
        return {"ipynb": notebook}

    userdata.get, message.blocking_request = get, blocking_request  # type: ignore[attr-defined]  # made here
    colab.userdata, colab._message = userdata, message  # type: ignore[attr-defined]  # made here
    google = sys.modules.get("google") or ModuleType("google")
    for module in (google, colab, userdata, message):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked
