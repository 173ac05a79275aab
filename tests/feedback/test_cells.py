"""The executed notebook is shown with its outputs, whatever student code put into them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.feedback.cells import Cell, Output, shown_cells


def outputs(*found: Any, **metadata: Any) -> tuple[Output, ...]:
    cell = new_code_cell("x", metadata=metadata)
    cell["outputs"] = list(found)
    [shown] = shown_cells({"cells": [cell]})
    return shown.outputs


def displayed(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {name.replace("_", "/", 1): value for name, value in data.items()}}


def test_cells_keep_their_position_and_grade_id(notebook: NotebookNode) -> None:
    cells = shown_cells(notebook)
    assert [cell.number for cell in cells] == list(range(1, 9))
    assert {cell.grade_id: cell.anchor for cell in cells if cell.grade_id} == {"conv2d": "cell-3", "explain_edges": "cell-8"}


def test_empty_cells_are_left_out_and_numbers_stay() -> None:
    cells = shown_cells(new_notebook(cells=[new_markdown_cell(" \n"), new_code_cell(""), new_raw_cell("<b>raw</b>")]))
    assert [(cell.number, cell.kind, cell.html) for cell in cells] == [
        (3, "raw", '<p class="source">&lt;b&gt;raw&lt;/b&gt;</p>')
    ]


def test_pieces_written_to_one_stream_are_one_output() -> None:
    pieces = [new_output("stream", name="stdout", text=f"{i}/3\r") for i in (1, 2, 3)]
    [shown] = outputs(*pieces)
    assert (shown.kind, shown.lines) == ("text", 1)
    assert "3/3" in shown.html
    assert "1/3" not in shown.html
    assert [output.kind for output in outputs(pieces[0], new_output("stream", name="stderr", text="w"))] == ["text", "stderr"]


def test_a_long_output_is_folded() -> None:
    [short, long] = (outputs(new_output("stream", text="x\n" * lines))[0] for lines in (10, 50))
    assert (short.folded, long.folded, long.lines) == (False, True, 50)


def test_an_error_is_told_in_one_line_with_its_traceback_folded() -> None:
    [shown] = outputs(new_output("error", ename="ValueError", evalue="bad\nvalue", traceback=["\x1b[31mframe\x1b[0m", "<b>"]))
    assert (shown.kind, shown.title, shown.folded) == ("error", "ValueError: bad value", True)
    assert '<span class="t1">frame</span>\n&lt;b&gt;' in shown.html
    [bare] = outputs(new_output("error", ename="KeyboardInterrupt", evalue="", traceback=[]))
    assert (bare.title, bare.html) == ("KeyboardInterrupt", "")


def test_a_picture_has_the_cells_alternative_text(make_png: Callable[..., bytes]) -> None:
    body = base64.b64encode(make_png(8, 4)).decode()
    [shown] = outputs(displayed(image_png=body, text_plain="<Figure>"), autograder={"alt": "Input and map"})
    assert (shown.kind, shown.alt) == ("picture", "Input and map")
    first, second = outputs(displayed(image_png=body), displayed(image_png=body))
    assert (first.alt, second.alt) == ("Picture drawn by cell 1, output 1", "Picture drawn by cell 1, output 2")


@pytest.mark.parametrize(
    "mime", ["text/html", "image/svg+xml", "application/javascript", "application/vnd.jupyter.widget-view+json"]
)
def test_active_outputs_are_replaced_by_their_text_with_a_note(mime: str) -> None:
    [shown] = outputs({"output_type": "display_data", "data": {mime: "<script>alert(1)</script>", "text/plain": "a table"}})
    assert shown.kind == "text"
    assert "a table" in shown.html
    assert "script" not in shown.html
    assert mime in shown.note
    [bare] = outputs({"output_type": "display_data", "data": {mime: "<script>alert(1)</script>"}})
    assert mime in bare.note


def test_markdown_and_latex_outputs_are_drawn() -> None:
    marked, latex = outputs(displayed(text_markdown="**b**", text_plain="o"), displayed(text_latex="$x^2$", text_plain="o"))
    assert "<strong>b</strong>" in marked.html
    assert "<msup>" in latex.html


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": ["a\n", "b"], "metadata": None, "outputs": None},
        {"cell_type": "code", "source": "a", "metadata": {"nbgrader": [], "autograder": 3}, "outputs": [None, 3, {}]},
        {"cell_type": "code", "source": "a", "outputs": [{"output_type": "stream", "text": 5}]},
        {
            "cell_type": "code",
            "source": "a",
            "outputs": [{"output_type": "error", "ename": 3, "evalue": None, "traceback": "x"}],
        },
        {"cell_type": "code", "source": "a", "outputs": [displayed(image_png=5, text_plain={"a": 1})]},
        {"cell_type": "markdown", "source": "a", "attachments": [1]},
        {"cell_type": "other", "source": "a"},
    ],
)
def test_malformed_cells_do_not_break_the_page(cell: dict[str, Any]) -> None:
    [shown] = shown_cells({"cells": [cell]})
    assert isinstance(shown, Cell)
    assert "a" in shown.html


def test_a_flood_of_output_is_cut_for_the_whole_page() -> None:
    flood = new_code_cell("x", outputs=[new_output("stream", text="y" * 30_000)])
    cells = shown_cells({"cells": [flood] * 300})
    assert sum(len(output.html) for cell in cells for output in cell.outputs) < 3_000_000
    assert "not shown" in cells[-1].outputs[0].html
