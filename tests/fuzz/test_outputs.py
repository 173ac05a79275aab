"""Whatever a kernel sends as output, the notebook stays valid, small, and can be shown and stored."""

from __future__ import annotations

import json
import time
from typing import Any

import nbformat
from hypothesis import strategies as st
from nbclient.exceptions import CellExecutionComplete
from nbformat.validator import get_validator

from autograder.course import Limits
from autograder.feedback.html import render_html
from autograder.grade import Grade
from autograder.gradebook.harmless import harmless_cell
from autograder.grading.client import LimitedClient, _joined
from tests.attacks.test_attacks import active_content
from tests.fuzz import strategies
from tests.fuzz.cases import SECONDS, count, fuzz

LIMITS = Limits(cell_output_mb=0.002, output_mb=0.004)
KINDS = ["stream", "display_data", "execute_result", "update_display_data", "error", "clear_output", "status"]
MIMES = ["text/plain", "text/html", "image/png", "application/json", "application/x+json", "text/latex", "text/markdown", ""]
bundles = st.dictionaries(
    st.one_of(st.sampled_from(MIMES), strategies.texts),
    st.one_of(strategies.texts, st.text(max_size=300), strategies.json_values, strategies.nested),
    max_size=3,
)
contents = strategies.records(
    name=st.sampled_from(["stdout", "stderr"]),
    text=st.one_of(strategies.texts, st.text(max_size=600)),
    data=bundles,
    metadata=st.one_of(st.just({}), bundles),
    transient=strategies.records(display_id=st.sampled_from(["a", "b"])),
    execution_count=strategies.numbers,
    ename=strategies.texts,
    evalue=strategies.texts,
    traceback=st.lists(strategies.texts, max_size=3),
    wait=st.booleans(),
    execution_state=st.sampled_from(["busy", "idle"]),
)
messages = strategies.records(
    msg_type=st.sampled_from([*KINDS, "execute_input", "comm_open", "comm_msg"]),
    header=strategies.records(msg_type=st.sampled_from(KINDS)),
    parent_header=strategies.records(msg_id=strategies.texts),
    content=contents,
)
VALID = get_validator(4, 5)
GRADE = Grade(student="ann", assignment="lab", status="graded", score=0.0, max_score=1.0)


def client(notebook: nbformat.NotebookNode, limits: Limits) -> LimitedClient:
    """A client as it is when a cell begins."""
    made = LimitedClient(notebook, km=None, limits=limits)
    made.reset_execution_trackers()
    made.clear_before_next_output = False
    return made


def collected(sent: list[dict[str, Any]]) -> nbformat.NotebookNode:
    """A notebook whose two cells have shown what the messages say."""
    cells = [nbformat.v4.new_code_cell("1", id=name) for name in ("one", "two")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    receiving = client(notebook, LIMITS)
    for number, message in enumerate(sent):
        index = number % 2
        try:
            receiving.process_message(message, notebook.cells[index], index)
        except CellExecutionComplete:
            continue
    for cell in notebook.cells:
        cell.outputs = _joined(cell.outputs)
    return notebook


@fuzz(3500, sent=st.lists(messages, max_size=8))
def test_outputs_stay_valid_small_and_harmless(sent: list[dict[str, Any]]) -> None:
    """After any messages the notebook is valid, within its limits, storable as UTF-8, and its page holds nothing active."""
    notebook = collected(sent)
    text = json.dumps(notebook, ensure_ascii=False)
    assert len(text.encode()) < 3 * LIMITS.output_mb * 2**20
    VALID.validate(json.loads(text))
    page = render_html(GRADE, notebook, "Course", "Lab")
    assert active_content(page) == []
    page.encode()
    for cell in notebook.cells:
        json.dumps(harmless_cell(cell, frozenset()), ensure_ascii=False).encode()
    count("outputs of a kernel")


units = st.text(st.sampled_from("ab \r\n\b\x1b[1m0\\`$*_<>#|"), min_size=1, max_size=5)
kinds = st.sampled_from(["stream", "text/plain", "text/markdown", "text/latex"])


@fuzz(300, piece=units, times=st.sampled_from([50_000, 300_000]), kind=kinds)
def test_long_outputs_take_time_in_proportion(piece: str, times: int, kind: str) -> None:
    """A long output of any repeated pattern is collected and shown within seconds."""
    text = piece * (times // len(piece))
    message = {"msg_type": "display_data", "content": {"data": {kind: text}, "metadata": {}}}
    if kind == "stream":
        message = {"msg_type": "stream", "content": {"name": "stdout", "text": text}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    started = time.monotonic()
    client(notebook, Limits()).process_message(message, notebook.cells[0], 0)
    notebook.cells[0].outputs = _joined(notebook.cells[0].outputs)
    render_html(GRADE, notebook, "Course", "Lab")
    harmless_cell(notebook.cells[0], frozenset())
    assert time.monotonic() - started < SECONDS
    count("long outputs")
