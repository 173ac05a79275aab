"""nbclient with bounded, well-formed outputs: whatever the kernel sends, the notebook stays valid and small.

A message is not trusted to be what ipykernel sends: student code can send any. So nbclient gets a message made anew from the
fields that the Jupyter protocol defines for its kind, with their types checked; all others are dropped.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

from nbclient.client import NotebookClient
from nbformat import NotebookNode

from autograder.course import Limits

_SHOWN = ("display_data", "execute_result", "update_display_data")
_MAX_DEPTH = 32
"""Containers inside containers in an output; an interactive figure needs about twenty."""


class LimitedClient(NotebookClient):  # type: ignore[misc]  # nbclient ships no types we follow
    """Runs cells of a notebook; ``cut`` holds the indexes of cells whose output was too long."""

    def __init__(self, notebook: NotebookNode, *, km: Any, limits: Limits) -> None:
        super().__init__(
            notebook,
            km=km,
            allow_errors=True,
            timeout=None,
            store_widget_state=False,
            coalesce_streams=False,  # its pattern takes a time that grows with the square of a line's length
            record_timing=False,
        )
        self.log.disabled = True
        self.cut: set[int] = set()
        self._cell_bytes = int(limits.cell_output_mb * 2**20)
        self._left = int(limits.output_mb * 2**20)
        self._used: dict[int, int] = {}
        self._displays: dict[str, list[NotebookNode]] = {}
        """Outputs by display id. nbclient's own table holds positions, which joining streams would change."""

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **kwargs: Any) -> NotebookNode:
        done = await super().async_execute_cell(cell, cell_index, *args, **kwargs)
        done.outputs = _joined(done.outputs)
        return done

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        kind, content = msg.get("msg_type"), msg.get("content")
        if not isinstance(kind, str) or not isinstance(content, dict):
            return None
        fields = _fields(kind, content)
        if fields is None:
            return None
        display_id = _display_id(content) if kind in _SHOWN else ""
        targets = self._displays.get(display_id, []) if display_id else []
        if kind in (*_SHOWN, "stream", "error"):
            copies = len(targets) + (kind != "update_display_data")
            fields = self._fitting(kind, fields, copies, cell_index)
            if fields is None:
                return None
        for output in targets:  # as the protocol has it, any output with the same id changes, in earlier cells too
            output["data"], output["metadata"] = fields["data"], fields["metadata"]
        if kind == "update_display_data":
            return None
        message = {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {}, "content": fields}
        made: NotebookNode | None = super().process_message(message, cell, cell_index)
        if made is not None and display_id:
            self._displays.setdefault(display_id, []).append(made)
        return made

    def _fitting(self, kind: str, fields: dict[str, Any], copies: int, index: int) -> dict[str, Any] | None:
        """``fields`` as UTF-8 can hold them, counted against the limits; a stream's text is cut to what still fits."""
        if not _is_flat(fields):
            return None
        text = json.dumps(fields, ensure_ascii=False)
        packed = text.encode(errors="replace")
        if b"?" in packed and packed.decode() != text:  # half of a surrogate pair, which no file can hold
            fields = json.loads(packed)
        used = self._used.get(index, 0)
        size, room = copies * len(packed), min(self._cell_bytes - used, self._left)
        if size > room:
            self.cut.add(index)
            if kind != "stream" or room <= 0:
                return None
            fields["text"], size = fields["text"][:room], room
        self._used[index] = used + size
        self._left -= size
        return fields


def _fields(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """What a message of this kind may say, types checked; None for a message that is to be ignored."""
    if kind == "status":
        state = content.get("execution_state")
        return {"execution_state": state} if isinstance(state, str) else None
    if kind == "clear_output":
        return {"wait": content.get("wait") is True}
    if kind == "execute_input":
        count = _count(content)
        return {} if count is None else {"execution_count": count}
    if kind == "stream":
        name, text = content.get("name"), content.get("text")
        return {"name": name, "text": text} if name in ("stdout", "stderr") and isinstance(text, str) else None
    if kind == "error":
        fields = {name: content.get(name) for name in ("ename", "evalue", "traceback")}
        lines = fields["traceback"]
        texts = [fields["ename"], fields["evalue"], *(lines if isinstance(lines, list) else [None])]
        return fields if all(isinstance(text, str) for text in texts) else None
    if kind in _SHOWN:
        data, metadata = content.get("data"), content.get("metadata")
        if not isinstance(data, dict) or not isinstance(metadata, dict):
            return None
        kept = {mime: value for mime, value in data.items() if isinstance(value, str) or mime.endswith("+json")}
        return {"data": kept, "metadata": metadata} | ({"execution_count": _count(content)} if kind == "execute_result" else {})
    return None  # widgets' messages among them: they have no place in a graded notebook


def _count(content: dict[str, Any]) -> int | None:
    count = content.get("execution_count")
    return count if type(count) is int and 0 <= count < 2**31 else None


def _display_id(content: dict[str, Any]) -> str:
    transient = content.get("transient")
    name = transient.get("display_id") if isinstance(transient, dict) else None
    return name if isinstance(name, str) else ""


def _is_flat(value: Any) -> bool:
    """Whether containers are nested at most ``_MAX_DEPTH`` deep."""
    level = [value]
    for _ in range(_MAX_DEPTH):
        items = itertools.chain.from_iterable(v.values() if isinstance(v, dict) else v for v in level)
        level = [item for item in items if isinstance(item, (dict, list))]
        if not level:
            return True
    return False


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """One output per stream, at the place of its first piece, stdout before stderr; lines as carriage returns leave them."""
    pieces: dict[str, list[str]] = {}
    joined: list[NotebookNode] = []
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name in pieces:
            pieces[output.name].append(output.text)
        else:
            pieces[output.name] = [output.text]
            joined.append(output)
    for output in joined:
        if output.output_type == "stream":
            output.text = "\n".join(map(_last_state, "".join(pieces[output.name]).split("\n")))
    for index, (first, second) in enumerate(itertools.pairwise(joined)):
        if (first.get("name"), second.get("name")) == ("stderr", "stdout"):  # their order is not that of the writing
            joined[index : index + 2] = [second, first]
    return joined


def _last_state(line: str) -> str:
    """A line without what a carriage return inside it has overwritten, as of a progress bar."""
    end = "\r" if line.endswith("\r") else ""
    return line.removesuffix("\r").rpartition("\r")[2] + end
