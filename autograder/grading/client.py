"""nbclient with bounded, well-formed outputs: whatever the kernel sends, the notebook stays valid and small."""

from __future__ import annotations

import json
from typing import Any

from nbclient.client import NotebookClient
from nbformat import NotebookNode

from autograder.course import Limits

_OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data")


class LimitedClient(NotebookClient):  # type: ignore[misc]  # nbclient ships no types we follow
    """Runs cells of a notebook; ``cut`` holds the indexes of cells whose output was too long."""

    def __init__(self, notebook: NotebookNode, *, km: Any, limits: Limits) -> None:
        super().__init__(notebook, km=km, allow_errors=True, timeout=None, store_widget_state=False, coalesce_streams=True)
        self.log.disabled = True
        self.cut: set[int] = set()
        self._cell_bytes = int(limits.cell_output_mb * 2**20)
        self._left = int(limits.output_mb * 2**20)
        self._used: dict[int, int] = {}

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        kind, content = msg["msg_type"], msg.get("content")
        if kind == "status":
            return super().process_message(msg, cell, cell_index)
        if not isinstance(content, dict) or kind.startswith("comm"):
            return None  # widgets have no place in a graded notebook
        if kind in _OUTPUTS and not (_well_formed(kind, content) and self._fits(kind, content, cell_index)):
            return None
        if type(content.get("execution_count", 0)) is not int:
            return None
        return super().process_message(msg, cell, cell_index)

    def _fits(self, kind: str, content: dict[str, Any], index: int) -> bool:
        """Count the output against the limits; a stream's text is cut to what still fits."""
        size, used = len(json.dumps(content)), self._used.get(index, 0)
        room = min(self._cell_bytes - used, self._left)
        if size > room:
            self.cut.add(index)
            if kind != "stream" or room <= 0:
                return False
            content["text"] = content["text"][:room]
            size = room
        self._used[index] = used + size
        self._left -= size
        return True


def _well_formed(kind: str, content: dict[str, Any]) -> bool:
    """Whether an output message has the types the notebook format asks for."""
    if kind == "stream":
        return content.get("name") in ("stdout", "stderr") and isinstance(content.get("text"), str)
    if kind == "error":
        lines = content.get("traceback")
        texts = [content.get("ename"), content.get("evalue"), *(lines if isinstance(lines, list) else [None])]
        return all(isinstance(text, str) for text in texts)
    data, transient = content.get("data"), content.get("transient") or {}
    return (
        isinstance(data, dict)
        and isinstance(content.get("metadata"), dict)
        and isinstance(transient, dict)
        and isinstance(transient.get("display_id", ""), str)
        and all(isinstance(value, str) for mime, value in data.items() if not mime.endswith("json"))
    )
