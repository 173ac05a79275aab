"""The figures of a notebook's run that its feedback shows: PNG outputs of locked cells, drawn from visible examples only."""

from __future__ import annotations

import base64
from typing import Any

from nbformat import NotebookNode

from autograder.grade import Picture

__all__ = ["FIGURE_TAG", "pictures_of"]

FIGURE_TAG = "feedback-figure"


def pictures_of(notebook: NotebookNode) -> tuple[Picture, ...]:
    """The PNG outputs of the locked cells tagged :data:`FIGURE_TAG`."""
    pictures = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or FIGURE_TAG not in cell.metadata.get("tags", []):
            continue
        own = cell.metadata.get("autograder", {})
        for output in cell.outputs:
            png = _png(output.get("data", {}).get("image/png"))
            if png:
                pictures.append(
                    Picture(title=own.get("title", "Your figure"), alt=own.get("alt", "Figure of the visible example"), png=png)
                )
    return tuple(pictures)


def _png(text: Any) -> bytes:
    try:
        data = base64.b64decode(text, validate=False) if isinstance(text, str) else b""
    except ValueError:
        return b""
    return data if data.startswith(b"\x89PNG\r\n\x1a\n") else b""
