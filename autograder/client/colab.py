"""What Google Colab gives a notebook: the notebook itself, and the secrets its owner keeps. Elsewhere there is neither."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import msgspec

from autograder.errors import UsageError

__all__ = ["current_notebook", "in_colab", "secret"]

_SECONDS = 30
"""How long Colab's page may take to hand over the notebook."""


def in_colab() -> bool:
    """Whether this process is a Colab notebook's kernel."""
    return "google.colab" in sys.modules


def secret(name: str) -> str | None:
    """The Colab secret called ``name``; None outside Colab, where there is none, and where this notebook may not read it."""
    if not in_colab():
        return None
    try:
        value = importlib.import_module("google.colab.userdata").get(name)
    except Exception:  # Colab has several: no such secret, no access granted, no answer in time; then others are tried
        return None
    return value if isinstance(value, str) else None


def current_notebook() -> bytes:
    """The notebook in which this runs, as a file, as it stands on the person's screen, without the cells that hand it in.

    Those could do nothing where it is graded but fail: there is neither a network nor this module.

    Raises:
        UsageError: this is no Colab notebook, or Colab does not hand it over.
    """
    advice = "give the notebook's file: submit('my_notebook.ipynb')"
    if not in_colab():
        raise UsageError(f"which notebook? Only Colab can say which one is open; {advice}")
    try:
        ask = importlib.import_module("google.colab._message").blocking_request
        answer: Any = ask("get_ipynb", request="", timeout_sec=_SECONDS)
        notebook = answer["ipynb"]
        if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
            raise TypeError("no notebook in the answer")
    except Exception as problem:  # a private interface of Colab: whatever has changed in it, there is a way out
        told = f"Colab did not hand over this notebook ({type(problem).__name__})"
        raise UsageError(f"{told}; download it (File > Download) and upload it to the Files panel, then {advice}") from problem
    kept = [cell for cell in notebook["cells"] if not _hands_in(cell)]
    return msgspec.json.encode(notebook | {"cells": kept})


def _hands_in(cell: Any) -> bool:
    """Whether this is a student's own cell that calls :mod:`autograder.client`."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code" or "nbgrader" in (cell.get("metadata") or {}):
        return False
    source = cell.get("source")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return "autograder.client" in text
