"""`submit()` in a real notebook's kernel."""

from __future__ import annotations

from pathlib import Path

import nbclient
from nbformat.v4 import new_code_cell, new_notebook

from tests.client.running import RunningServer, notebook


def test_a_cell_shows_progress_in_one_line_and_then_the_points(server: RunningServer, home: Path) -> None:
    """The progress is replaced in place; the result is a table with a link, or its text where no HTML is shown."""
    (home / "conv_by_hand.ipynb").write_bytes(notebook())
    call = f"submit('conv_by_hand.ipynb', server={server.url!r}, token={server.tokens['anna']!r})"
    book = new_notebook(cells=[new_code_cell(f"from autograder.client import submit\n{call}")])
    with server.grading():
        nbclient.NotebookClient(book, timeout=60, resources={"metadata": {"path": str(home)}}).execute()
    progress, result = book.cells[0].outputs
    assert (progress.output_type, progress.data["text/plain"]) == ("display_data", "Graded: 1.5 of 3 points")
    assert "1.5 of 3 points" in result.data["text/plain"]
    assert "Read the feedback</a>" in result.data["text/html"]
    assert "<script>" not in result.data["text/html"]
