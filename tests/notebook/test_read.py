"""Reading a foreign notebook gives a valid notebook or one line that says why not."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course import Limits
from autograder.errors import SubmissionError
from autograder.notebook.read import read_notebook
from autograder.notebook.release import to_bytes

LIMITS = Limits(notebook_mb=0.5, cells=1000)
CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None}
NOTEBOOK: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [CELL]}


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(SubmissionError) as caught:
        read_notebook(path, limits)
    assert caught.value.path == path
    assert "\n" not in str(caught.value)
    return caught.value.reason


def with_cell(**changes: Any) -> dict[str, Any]:
    return {**NOTEBOOK, "cells": [{**CELL, **changes}]}


def test_digest_and_cells(build, tmp_path):
    """The notebook comes with the sha256 of the file's bytes, and survives writing and reading unchanged."""
    raw = to_bytes(build.source())
    (tmp_path / "ü n.ipynb").write_bytes(raw)
    nb, digest = read_notebook(tmp_path / "ü n.ipynb", LIMITS)
    assert digest == hashlib.sha256(raw).hexdigest()
    assert to_bytes(nb) == raw
    nbformat.validate(nb)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("not json", "not a notebook: its JSON breaks off or is damaged at line 1"),
        ('{"nbformat": 4,\n"cells": [', "damaged at line 2"),
        ("[]", "no notebook"),
        ('"text"', "no notebook"),
        ("{}", "no notebook"),
        ("null", "no notebook"),
        ('{"nbformat": 3, "worksheets": []}', "format 3, format 4 is needed"),
        ('{"nbformat": "4", "cells": []}', "unknown format"),
        ('{"nbformat": true, "cells": []}', "unknown format"),
        ('{"nbformat": 4.0, "cells": []}', "unknown format"),
        ('{"nbformat": ' + "9" * 400 + ', "cells": []}', "unknown format"),
        ('{"nbformat": ' + "9" * 5000 + ', "cells": []}', "number that is too long"),
        ('{"nbformat": 4, "nbformat": 4, "cells": []}', "same key twice"),
        ('{"nbformat": 4}', "no list of cells"),
        ('{"nbformat": 4, "cells": {}}', "no list of cells"),
        ('{"nbformat": 4, "metadata": [], "cells": []}', "notebook's metadata are damaged"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 20_000 + "1" + "}" * 20_000, "nested too deeply"),
        ('{"nbformat": 4, "cells": [], "metadata": {"x": ' + "[" * 90 + "]" * 90 + "}}", "nested too deeply"),
        ('{"nbformat": 4, "cells": [7]}', "cell 1 is damaged"),
        ('{"nbformat": 4, "cells": ["\0"]}', "damaged at line 1"),
    ],
)
def test_refuses_what_is_no_notebook(content, reason, tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_text(content, encoding="utf-8")
    assert reason in refusal(path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": 7}, "the text of cell 1 is damaged"),
        ({"source": ["x", 7]}, "the text of cell 1 is damaged"),
        ({"source": None}, "the text of cell 1 is damaged"),
        ({"metadata": []}, "the metadata of cell 1 are damaged"),
        ({"cell_type": "heading"}, "cell 1 is neither code nor text"),
        ({"cell_type": ["code"]}, "cell 1 is neither code nor text"),
    ],
)
def test_refuses_damaged_cells_by_number(changes, reason, build, tmp_path):
    assert reason in refusal(build.write(tmp_path / "n.ipynb", with_cell(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": 7},
        {"outputs": [{"output_type": "stream"}]},
        {"outputs": [{"output_type": "display_data", "data": {"text/plain": 3}, "metadata": []}]},
        {"execution_count": 10**400},
        {"execution_count": "7"},
        {"attachments": 7},
        {"unknown": 1},
        {"metadata": {"tags": "x", "collapsed": 3, "nbgrader": {"grade_id": "q"}}},
        {"metadata": {"nbgrader": [1, 2]}},
        {"id": ["x"]},
        {"id": "x" * 100},
    ],
)
def test_drops_broken_parts_that_are_not_graded(changes, build, tmp_path):
    """A broken output, count, id or tag costs nobody points: the cell's text is kept and the notebook is valid."""
    nb, _ = read_notebook(build.write(tmp_path / "n.ipynb", with_cell(**changes)), LIMITS)
    assert nb.cells[0].source == "x = 1"
    assert nb.cells[0].metadata.get("nbgrader") == changes.get("metadata", {}).get("nbgrader")
    nbformat.validate(nb)


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 6])
def test_older_and_newer_minor_formats_get_the_same_ids_every_time(minor, build, tmp_path):
    """nbformat 4.0 to 4.4 have no cell ids; they get ids by position, without a warning."""
    cell = {key: value for key, value in CELL.items() if key != "id"}
    path = build.write(tmp_path / "n.ipynb", {**NOTEBOOK, "nbformat_minor": minor, "cells": [cell, cell]})
    nb, _ = read_notebook(path, LIMITS)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert [cell.id for cell in nb.cells] == ["cell-1", "cell-2"]


def test_ids_used_twice_are_replaced_without_a_clash(build, tmp_path):
    cells = [{**CELL, "id": name} for name in ("a", "a", "cell-2", "cell-2-2", "no good")]
    nb, _ = read_notebook(build.write(tmp_path / "n.ipynb", {**NOTEBOOK, "cells": cells}), LIMITS)
    ids = [cell.id for cell in nb.cells]
    assert ids[0] == "a"
    assert len(set(ids)) == 5
    nbformat.validate(nb)


def test_too_many_cells(build, tmp_path):
    reason = refusal(build.write(tmp_path / "n.ipynb", {**NOTEBOOK, "cells": [CELL] * 5000}), Limits(cells=1000, notebook_mb=5))
    assert "5000 cells, at most 1000" in reason


def test_no_more_than_the_limit_is_read(tmp_path):
    """A sparse file of 100 GB is refused at once, and its size is told."""
    path = tmp_path / "n.ipynb"
    with path.open("wb") as file:
        file.truncate(100 * 2**30)
    assert "too large (102400.0 MB, at most 0.5 MB)" in refusal(path)


def test_many_containers_are_refused_before_parsing(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_text("[" + "[]," * 1_100_000 + "[]]")
    assert "too large to be read" in refusal(path, Limits(notebook_mb=10))


def test_only_regular_files(build, tmp_path):
    """Links, folders and pipes are refused, and a pipe that nobody writes to does not block."""
    target = build.write(tmp_path / "n.ipynb", NOTEBOOK)
    (tmp_path / "link.ipynb").symlink_to(target)
    (tmp_path / "folder.ipynb").mkdir()
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert "link" in refusal(tmp_path / "link.ipynb")
    assert "ordinary file" in refusal(tmp_path / "folder.ipynb")
    assert "ordinary file" in refusal(tmp_path / "pipe.ipynb")
    assert "no such file" in refusal(tmp_path / "missing.ipynb")
    assert "name" in refusal(Path("a\0b"))
    assert "cannot be opened" in refusal(tmp_path / ("x" * 300))


def test_text_that_is_not_utf8(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_bytes(b'{"nbformat": 4, "cells": [], "x": "\xff"}')
    assert "not UTF-8" in refusal(path)


def test_byte_order_mark_is_fine(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(NOTEBOOK).encode())
    assert read_notebook(path, LIMITS)[0].cells[0].source == "x = 1"


def test_nul_and_half_characters_become_replacement_characters(build, tmp_path):
    r"""``\u0000`` and lone surrogates would break Python's compiler, SQLite and UTF-8 later."""
    path = build.write(tmp_path / "n.ipynb", with_cell(source="a\0b\ud83dc \U0001f600"))
    nb, _ = read_notebook(path, LIMITS)
    assert nb.cells[0].source == "a\ufffdb\ufffdc \U0001f600"
    assert to_bytes(nb).decode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["nbformat", "nbformat_minor", "metadata", "cells"])
CELL_KEYS = st.sampled_from(["cell_type", "id", "metadata", "source", "outputs", "execution_count", "attachments"])
METADATA_KEYS = st.sampled_from(["nbgrader", "tags", "name", "collapsed", "jupyter", "execution"])
OUTPUT_KEYS = st.sampled_from(["output_type", "data", "metadata", "text", "name", "execution_count", "ename", "traceback"])


@pytest.fixture
def source_bytes(build) -> bytes:
    return to_bytes(build.source())


FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refuse(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    reason = ""
    try:
        nb, _ = read_notebook(path, LIMITS)
        nbformat.validate(nb)
        to_bytes(nb)
    except SubmissionError as problem:
        reason = problem.reason or "none given"
    assert "\n" not in reason
    assert reason != "none given"


@FEW
@given(raw=st.binary(max_size=200))
def test_any_bytes(raw, tmp_path):
    """Whatever bytes a file holds, reading gives a notebook or a SubmissionError."""
    read_or_refuse(tmp_path / "n.ipynb", raw)


@FEW
@given(
    top=st.dictionaries(KEYS, JSON, max_size=2),
    cell=st.dictionaries(CELL_KEYS, JSON, max_size=2),
    metadata=st.dictionaries(METADATA_KEYS, JSON, max_size=2),
    output=st.dictionaries(OUTPUT_KEYS, JSON, max_size=3),
)
def test_any_json_in_any_place(top, cell, metadata, output, tmp_path):
    """Whatever JSON stands in place of a part of a notebook, reading gives a valid notebook or a SubmissionError."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x", **output}]
    document = {**NOTEBOOK, "cells": [{**CELL, "metadata": metadata, "outputs": outputs, **cell}, CELL], **top}
    read_or_refuse(tmp_path / "n.ipynb", json.dumps(document).encode())


@FEW
@given(data=st.data())
def test_any_damage_of_a_real_notebook(data, source_bytes, tmp_path):
    """A notebook with some bytes replaced or cut off is read or refused."""
    raw = bytearray(source_bytes)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=4))
    read_or_refuse(tmp_path / "n.ipynb", bytes(raw))
