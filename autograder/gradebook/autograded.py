"""The files nbgrader expects beside the gradebook rows: the ``autograded/`` notebook and the time of submission.

Formgrader counts a submission as graded when ``autograded/<student>/<assignment>/`` exists and the time in
``submitted/<student>/<assignment>/timestamp.txt`` equals the one in the database, or both are absent.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.course import Assignment, Course
from autograder.gradebook.harmless import harmless_cell, new_cell

__all__ = ["autograded_notebook", "recorded_digest", "settle_timestamp", "write_autograded"]

_OWN = "autograder"
"""Our namespace in notebook metadata; nbgrader's own allows no further keys."""
_STAMP_BYTES = 200


def settle_timestamp(course: Course, assignment: Assignment, student: str, given: datetime | None) -> datetime | None:
    """The time of submission (UTC) that file and database shall share.

    ``given`` is written to ``timestamp.txt``, as nbgrader's ``collect`` does, unless the file says the same; without it the
    file's time counts, and without a file there is none. Formgrader's lists fail as a whole on a file that holds no time: such
    a file is renamed to ``timestamp.txt.unreadable`` and counts as none.

    Raises:
        ValueError: ``given`` has no time zone.
    """
    if given is not None and given.tzinfo is None:
        raise ValueError(f"submitted_at={given.isoformat()} needs a time zone")
    path = course.submitted(assignment, student).with_name("timestamp.txt")
    found = None
    if path.is_file():
        found = _time_in(path)
        if found is None:
            path.replace(path.with_name(f"{path.name}.unreadable"))
    if given is None or given == found:
        return found
    _write_if_new(path, _stamp(given), mode=0o644)
    return given.astimezone(UTC)


def autograded_notebook(
    executed: NotebookNode | None, recorded: Any, trusted: frozenset[str], note: str, digest: str
) -> NotebookNode:
    """The notebook to show in formgrader, with nbgrader's metadata taken from the gradebook alone.

    Args:
        executed: the notebook after its run; None when the submission could not be read. It is not changed.
        recorded: the ``nbgrader.api.Notebook`` of the assignment; its cells that are not in ``executed`` are added, empty, so
            that a person can score them.
        trusted: Markdown of the instructor, shown with its HTML.
        note: Markdown for the top, or "".
        digest: of the submission, kept in the notebook's metadata (see :func:`recorded_digest`).
    """
    metadata = _nbgrader_metadata(recorded)
    cells = [new_cell("markdown", note)] if note else []
    for cell in executed.cells if executed is not None else ():
        shown = harmless_cell(cell, trusted)
        mark = metadata.pop(_grade_id(cell), None)
        if mark is not None:
            shown.metadata["nbgrader"] = mark
        cells.append(shown)
    for mark in metadata.values():
        if mark["grade"] or mark["task"]:
            cells.append(new_cell("code" if mark["cell_type"] == "code" else "markdown", "", metadata={"nbgrader": mark}))
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"  # the same submission gives the same file; ids of a submission may be repeated or odd
    kernelspec = json.loads(recorded.kernelspec or "{}") or {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    language = {"name": kernelspec.get("language", "python")}
    own = {"submission_digest": digest}
    about = {"kernelspec": kernelspec, "language_info": language, _OWN: own}
    return NotebookNode(from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells}))


def write_autograded(path: Path, notebook: NotebookNode, submitted_at: datetime | None) -> None:
    """Write ``path`` and its ``timestamp.txt`` (nbgrader's feedback compares it), each in one step; the notebook last."""
    from nbformat import v4

    stamp = path.with_name("timestamp.txt")
    if submitted_at is None:
        stamp.unlink(missing_ok=True)
    else:
        _write_if_new(stamp, _stamp(submitted_at), mode=0o644)
    _write_if_new(path, (v4.writes(notebook) + "\n").encode(), mode=0o444)  # read-only, as nbgrader leaves it


def recorded_digest(path: Path) -> str:
    """Digest of the submission that the notebook at ``path`` was made from; "" when that is not known."""
    try:
        found = json.loads(path.read_bytes())["metadata"][_OWN]["submission_digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return str(found)


def _time_in(path: Path) -> datetime | None:
    """The time in a ``timestamp.txt`` as nbgrader reads it, in UTC; None when it holds none."""
    from nbgrader.utils import parse_utc

    try:
        found: datetime = parse_utc(path.read_bytes()[:_STAMP_BYTES].decode().strip())
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC)


def _stamp(when: datetime) -> bytes:
    """``timestamp.txt`` in the format of nbgrader's own ``submit``."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC\n").encode()


def _nbgrader_metadata(recorded: Any) -> dict[str, dict[str, Any]]:
    """nbgrader's cell metadata, schema version 3, by grade id."""
    points = {cell.name: cell.max_score for cell in (*recorded.grade_cells, *recorded.task_cells)}
    kinds = {kind: {cell.name for cell in getattr(recorded, f"{kind}_cells")} for kind in ("grade", "solution", "task")}
    marks: dict[str, dict[str, Any]] = {}
    for cell in recorded.source_cells:
        mark = {"schema_version": 3, "grade_id": cell.name, "locked": cell.locked, "cell_type": cell.cell_type}
        mark |= {kind: cell.name in names for kind, names in kinds.items()}
        if cell.checksum is not None:
            mark["checksum"] = cell.checksum
        if cell.name in points:
            mark["points"] = points[cell.name]
        marks[cell.name] = mark
    return marks


def _grade_id(cell: NotebookNode) -> str:
    found = cell.metadata.get("nbgrader")
    return str(found.get("grade_id", "")) if isinstance(found, dict) else ""


def _write_if_new(path: Path, content: bytes, mode: int) -> None:
    """Replace ``path`` by a file with ``content``, in one step; leave it alone when it holds that already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
        return
    draft = path.with_name(f".{path.name}.draft")  # a fixed name: what an interruption leaves is replaced by the next run
    draft.unlink(missing_ok=True)
    draft.write_bytes(content)
    draft.chmod(mode)
    os.replace(draft, path)
