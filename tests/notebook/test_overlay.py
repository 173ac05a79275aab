"""Overlay files become submissions; a wrong overlay is named with its line."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.errors import AuthorError
from autograder.notebook.cells import grade_id_of
from autograder.notebook.overlay import Overlay, apply_overlay, read_overlay
from autograder.notebook.release import make_release, to_bytes

HEADER = '"""A title.\n\nMore about it.\n"""\n'


def overlay(tmp_path: Path, body: str, header: str = HEADER) -> Overlay:
    path = tmp_path / "flipped.py"
    path.write_text(header + body, encoding="utf-8")
    return read_overlay(path)


def applied(tmp_path: Path, build, body: str, header: str = HEADER):
    source = build.source()
    return apply_overlay(source, make_release(source), overlay(tmp_path, body, header))


def names(nb) -> list[str]:
    """Grade ids, and the first word of cells without one."""
    return [grade_id_of(cell) or cell.source.split()[0] for cell in nb.cells]


PLAIN = ["#", "imports", "##", "scale", "scale_example", "##", "centre", "why", "print('the"]


def test_header_and_sections(tmp_path):
    found = overlay(
        tmp_path,
        'QUESTION = "scale"\nEXPECTED = {"scale": 1, "centre": -2.5}\n\n# %% scale\n\ndef scale(a):\n    return a\n\n\n'
        "# %% [markdown] why\n# Two\n#\n#  lines\n# %% [delete] centre\n",
    )
    assert (found.name, found.title) == ("flipped", "A title.")
    assert found.header == {"QUESTION": "scale", "EXPECTED": {"scale": 1, "centre": -2.5}}
    assert [(s.kind, s.names, s.line) for s in found.sections] == [
        ("code", ("scale",), 8),
        ("markdown", ("why",), 14),
        ("delete", ("centre",), 18),
    ]
    assert found.code("scale") == "def scale(a):\n    return a"
    assert found.codes == {"scale": "def scale(a):\n    return a"}
    assert found.sections[1].body == "Two\n\n lines"
    with pytest.raises(AuthorError, match=r"flipped\.py: it has no section `# %% scle`; did you mean 'scale'"):
        found.code("scle")


def test_a_line_magic_in_a_comment_is_no_section(tmp_path):
    found = overlay(tmp_path, "# %% scale\n# %%time is a magic\nx = 1\n")
    assert found.code("scale") == "# %%time is a magic\nx = 1"


@pytest.mark.parametrize(
    ("header", "body", "message"),
    [
        ("X = 1\n", "", ":1: begin with a docstring"),
        ("", "", ":1: begin with a docstring"),
        ("def (\n", "", ":1: the header is not Python"),
        (HEADER, "import os\n", ":5: only UPPER_CASE = literal"),
        (HEADER, "x = 1\n", ":5: only UPPER_CASE = literal"),
        (HEADER, "X = open('f')\n", ":5: X must be a literal"),
        (HEADER, "# %% [insrt-after] a\nx\n", ":5: unknown section [insrt-after]; did you mean 'insert-after'?"),
        (HEADER, "# %%\nx\n", ":5: this section takes one grade id, found 0"),
        (HEADER, "# %% a b\nx\n", ":5: this section takes one grade id, found 2"),
        (HEADER, "# %% [move-after] a\n", ":5: this section takes two grade ids, found 1"),
        (HEADER, "# %% [append] a\nx\n", ":5: this section takes no grade id, found 1"),
        (HEADER, "# %% a\n\n", ":5: this section needs lines below it"),
        (HEADER, "# %% [delete] a\nx\n", ":5: this section has no lines below it"),
        (HEADER, "# %% [markdown] a\n# x\ny\n", ":7: comment each line"),
        (HEADER, "# %% a\nx\n# %% a\ny\n", ":7: a second section for 'a'"),
    ],
)
def test_wrong_files_are_named_with_their_line(header, body, message, tmp_path):
    with pytest.raises(AuthorError) as caught:
        overlay(tmp_path, body, header)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_is_the_authors_fault(tmp_path):
    with pytest.raises(AuthorError, match="cannot be read"):
        read_overlay(tmp_path / "none.py")


def test_without_sections_it_is_the_solution(tmp_path, build):
    """The submission of a student who solved everything: no delimiters, no outputs, the release's metadata."""
    nb = applied(tmp_path, build, "")
    assert names(nb) == PLAIN
    assert nb.cells[3].source == (
        'def scale(values, factor):\n    """Each value times the factor."""\n    return np.asarray(values) * float(factor)'
    )
    assert nb.cells[7].source == "Because the mean then vanishes along the first axis."
    assert b"BEGIN SOLUTION" not in to_bytes(nb)
    assert nb.cells[3].metadata.nbgrader.checksum
    nbformat.validate(nb)


def test_base_release_keeps_the_placeholders(tmp_path, build):
    nb = applied(tmp_path, build, 'BASE = "release"\n# %% scale\nscale = 1\n')
    assert nb.cells[3].source == "scale = 1"
    assert "NotImplementedError" in nb.cells[6].source
    with pytest.raises(AuthorError, match="BASE = 'relase' is neither"):
        applied(tmp_path, build, 'BASE = "relase"\n')


@pytest.mark.parametrize(
    ("body", "order"),
    [
        ("# %% [delete] scale\n", [n for n in PLAIN if n != "scale"]),
        ("# %% [duplicate] scale\nx = 1\n", [*PLAIN[:4], "scale", *PLAIN[4:]]),
        ("# %% [move-after] centre imports\n", ["#", "##", "scale", "scale_example", "##", "centre", "imports", *PLAIN[7:]]),
        ("# %% [insert-after] scale\nfirst\n# %% [insert-after] scale\nsecond\n", [*PLAIN[:4], "first", "second", *PLAIN[4:]]),
        ("# %% [prepend]\nfirst\n# %% [prepend]\nsecond\n", ["first", "second", *PLAIN]),
        ("# %% [append]\nfirst\n# %% [append]\nsecond\n", [*PLAIN, "first", "second"]),
        ("# %% [insert-markdown-after] why\n# some text\n", [*PLAIN[:8], "some", PLAIN[8]]),
    ],
)
def test_edits_of_the_order(body, order, tmp_path, build):
    nb = applied(tmp_path, build, body)
    assert names(nb) == order
    nbformat.validate(nb)
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)


def test_duplicate_is_a_copy_with_its_own_text(tmp_path, build):
    nb = applied(tmp_path, build, "# %% [duplicate] scale\nx = 1\n# %% [duplicate] centre\n")
    assert nb.cells[4].source == "x = 1"
    assert nb.cells[4].metadata == nb.cells[3].metadata
    assert nb.cells[8].source == nb.cells[7].source


def test_retype_and_edit_locked(tmp_path, build):
    nb = applied(tmp_path, build, "# %% [retype] scale\n# %% [edit-locked] imports\nimport numpy\n")
    assert nb.cells[3].cell_type == "markdown"
    assert nb.cells[3].source.startswith("def scale")
    assert nb.cells[1].source == "import numpy"
    nbformat.validate(nb)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("# %% scle\nx\n", ":5: the notebook has no cell 'scle'; did you mean 'scale'?"),
        ("# %% imports\nx\n", ":5: 'imports' is a locked cell; write `# %% [edit-locked] imports`"),
        ("# %% why\nx\n", ":5: 'why' is a markdown cell; write `# %% [markdown] why`"),
        ("# %% [markdown] scale\n# x\n", ":5: 'scale' is a code cell; write `# %% scale`"),
        ("# %% [edit-locked] scale\nx\n", ":5: 'scale' is an answer cell"),
        ("# %% [move-after] scale scale\n", ":5: 'scale' cannot stand after itself"),
        ("# %% [delete] scale\n# %% [delete] scale\n", ":6: the notebook has no cell 'scale'"),
    ],
)
def test_wrong_targets_are_named_with_their_line(body, message, tmp_path, build):
    with pytest.raises(AuthorError) as caught:
        applied(tmp_path, build, body)
    assert message in str(caught.value)


def test_nothing_given_is_changed(tmp_path, build):
    source = build.source()
    release = make_release(source)
    before = to_bytes(source), to_bytes(release)
    apply_overlay(source, release, overlay(tmp_path, "# %% scale\nx\n# %% [delete] centre\n"))
    assert (to_bytes(source), to_bytes(release)) == before
