'''Overlays: small files that turn a source notebook into a submission with some cells replaced.

A misconception, an example submission and an alternative solution are the same thing, an overlay in percent format::

    """True convolution: the kernel is flipped before it slides."""
    QUESTION = "conv2d"

    # %% conv2d
    def conv2d(image, kernel): ...

The header is a docstring and UPPER_CASE literals; it is parsed, never run. The sections:

===================================  ====================================================================
``# %% id``                          the body replaces the source of the answer cell ``id``
``# %% [markdown] id``               the same for a text answer, each line commented with ``# ``
``# %% [delete] id``                 the cell is missing
``# %% [duplicate] id``              a second copy of the cell right after it, with the body as its source
``# %% [move-after] other id``       the cell ``id`` stands after the cell ``other``
``# %% [retype] id``                 the cell became a text cell
``# %% [insert-after] id``           a code cell of the student's own after ``id``
``# %% [insert-markdown-after] id``  a text cell of the student's own after ``id``
``# %% [prepend]``, ``[append]``     a code cell of the student's own at the beginning or end
``# %% [edit-locked] id``            the body replaces the source of a locked cell
===================================  ====================================================================

Cells that are not named hold the solution, or the placeholder if the header says ``BASE = "release"``.
'''

from __future__ import annotations

import ast
import copy
import functools
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import nbformat.v4
from nbformat import NotebookNode

from autograder.errors import AuthorError
from autograder.notebook.cells import grade_id_of, is_answer, named_cells, unused_id
from autograder.notebook.regions import solved
from autograder.notebook.syntax import parse_cell
from autograder.settings import nearest

__all__ = ["Overlay", "Section", "apply_overlay", "read_overlay"]

_MARKER = re.compile(r"# %%(?:\s+(?:\[(?P<kind>[^\]]*)\])?(?P<names>.*))?\Z")
_OWN = "own-cell-"
# Kind of a section → how many grade ids it names, and whether it has a body (None: it may).
_KINDS: dict[str, tuple[int, bool | None]] = {
    "code": (1, True),
    "markdown": (1, True),
    "delete": (1, False),
    "duplicate": (1, None),
    "move-after": (2, False),
    "retype": (1, False),
    "insert-after": (1, True),
    "insert-markdown-after": (1, True),
    "prepend": (0, True),
    "append": (0, True),
    "edit-locked": (1, True),
}


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One ``# %%`` section of an overlay."""

    kind: str
    """``code``, or the word in brackets."""
    names: tuple[str, ...]
    """The grade ids after the marker."""
    body: str
    """Source text without blank lines around it; for markdown without the comment marks."""
    line: int
    """1-based line of the marker in the file."""


class Overlay(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed overlay file."""

    name: str
    """File name without ``.py``."""
    title: str
    """First line of the docstring."""
    header: dict[str, Any]
    """The UPPER_CASE literals, by name."""
    sections: tuple[Section, ...]
    path: Path

    def code(self, grade_id: str) -> str:
        """Source of the code section for ``grade_id``; raises AuthorError where there is none."""
        codes = self.codes
        if grade_id not in codes:
            raise AuthorError(f"{self.path}: it has no section `# %% {grade_id}`{nearest(grade_id, codes)}")
        return codes[grade_id]

    @property
    def codes(self) -> dict[str, str]:
        """Sources of all code sections by ``grade_id``, in the file's order."""
        return {section.names[0]: section.body for section in self.sections if section.kind == "code"}


def read_overlay(path: Path | str) -> Overlay:
    """Parse the overlay file at ``path``.

    Raises:
        AuthorError: the file cannot be read, the header holds more than a docstring and literals, or a section is of an
            unknown kind, names the wrong number of cells, or stands twice.
    """
    path = Path(path)
    try:
        return _parsed(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise AuthorError(f"{path}: cannot be read ({type(problem).__name__}: {problem})") from None


@functools.lru_cache(maxsize=1024)
def _parsed(path: Path, text: str) -> Overlay:
    """Kept, because every submission's diagnosis reads the same misconceptions."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _MARKER.match(line)]
    title, header = _header(path, "\n".join(lines[: starts[0]] if starts else lines))
    sections: list[Section] = []
    for start, end in itertools.pairwise([*starts, len(lines)]):
        section = _section(path, lines[start:end], start + 1)
        if section.kind in ("code", "markdown") and any(
            section.names == other.names and other.kind in ("code", "markdown") for other in sections
        ):
            raise AuthorError(f"{path}:{section.line}: a second section for {section.names[0]!r}; join the two")
        sections.append(section)
    return Overlay(name=path.stem, title=title, header=header, sections=tuple(sections), path=path)


def apply_overlay(source_nb: NotebookNode, release_nb: NotebookNode, overlay: Overlay) -> NotebookNode:
    """The submission of a student who did what ``overlay`` says: the release with the answers filled in, no outputs.

    Raises:
        AuthorError: a section names a cell that does not exist or is not of the kind the section needs.
    """
    made = copy.deepcopy(release_nb)
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    base = overlay.header.get("BASE", "source")
    if base not in ("source", "release"):
        raise AuthorError(f"{overlay.path}: BASE = {base!r} is neither 'source' nor 'release'")
    if base == "source":
        sources = named_cells(source_nb)
        for grade_id, cell in named_cells(made).items():
            if is_answer(cell) and grade_id in sources:
                cell.source = solved(sources[grade_id].source)
    for section in overlay.sections:
        _EDITS[section.kind](_Draft(made, overlay, section))
    return made


def _header(path: Path, text: str) -> tuple[str, dict[str, Any]]:
    try:
        tree = parse_cell(text) or ast.Module([], [])
    except SyntaxError as problem:
        raise AuthorError(f"{path}:{problem.lineno or 1}: the header is not Python ({problem.msg})") from None
    docstring = ast.get_docstring(tree)
    if not docstring or not docstring.strip():
        raise AuthorError(f"{path}:1: begin with a docstring; its first line is the title")
    header: dict[str, Any] = {}
    for node in tree.body[1:]:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                try:
                    header[name] = ast.literal_eval(value)
                except ValueError:
                    raise AuthorError(f"{path}:{node.lineno}: {name} must be a literal") from None
            case _:
                raise AuthorError(f"{path}:{node.lineno}: only UPPER_CASE = literal may stand above the first `# %%` section")
    return docstring.strip().splitlines()[0], header


def _section(path: Path, lines: list[str], line: int) -> Section:
    match = _MARKER.match(lines[0])
    assert match is not None  # only lines that match begin a section
    kind, names = (match["kind"] or "code").strip(), tuple((match["names"] or "").split())
    if kind not in _KINDS:
        raise AuthorError(f"{path}:{line}: unknown section [{kind}]{nearest(kind, _KINDS)}")
    count, needs_body = _KINDS[kind]
    if len(names) != count:
        words = {0: "no grade id", 1: "one grade id", 2: "two grade ids"}
        raise AuthorError(f"{path}:{line}: this section takes {words[count]}, found {len(names)}")
    body = lines[1:]
    if "markdown" in kind:
        for number, text in enumerate(body, start=line + 1):
            if text.strip() and not text.startswith("#"):
                raise AuthorError(f"{path}:{number}: comment each line of a text cell with `# `")
        body = [text.removeprefix("#").removeprefix(" ") for text in body]
    while body and not body[0].strip():
        body = body[1:]
    source = "\n".join(body).rstrip()
    if needs_body is not None and needs_body != bool(source):
        raise AuthorError(f"{path}:{line}: this section {'needs' if needs_body else 'has no'} lines below it")
    return Section(kind=kind, names=names, body=source, line=line)


class _Draft:
    """The notebook being edited, and the section that edits it."""

    def __init__(self, nb: NotebookNode, overlay: Overlay, section: Section) -> None:
        self.nb, self.overlay, self.section = nb, overlay, section

    @property
    def name(self) -> str:
        """The section's last grade id: the cell it changes."""
        return self.section.names[-1]

    def fail(self, what: str) -> AuthorError:
        return AuthorError(f"{self.overlay.path}:{self.section.line}: {what}")

    def cell(self, name: str) -> NotebookNode:
        cells = named_cells(self.nb)
        if name not in cells:
            raise self.fail(f"the notebook has no cell {name!r}{nearest(name, cells)}")
        return cells[name]

    def behind(self, cell: NotebookNode) -> int:
        """Index just behind ``cell`` and the copies of it that follow."""
        index = 1 + next(i for i, other in enumerate(self.nb.cells) if other is cell)
        while index < len(self.nb.cells) and grade_id_of(self.nb.cells[index]) == grade_id_of(cell):
            index += 1
        return index

    def new_id(self, wanted: str) -> str:
        return unused_id(wanted, {cell.id for cell in self.nb.cells})

    def insert(self, index: int, kind: str = "code") -> None:
        while index < len(self.nb.cells) and self.nb.cells[index].id.startswith(_OWN):
            index += 1  # several cells inserted at one place stand in the file's order
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        self.nb.cells.insert(index, make(self.section.body, id=self.new_id(f"{_OWN}{self.section.line}")))


def _replace(draft: _Draft) -> None:
    name, kind = draft.name, draft.section.kind
    cell = draft.cell(name)
    if not is_answer(cell):
        raise draft.fail(f"{name!r} is a locked cell; write `# %% [edit-locked] {name}`")
    if cell.cell_type != kind:
        raise draft.fail(f"{name!r} is a {cell.cell_type} cell; write `# %% {'[markdown] ' * (kind == 'code')}{name}`")
    cell.source = draft.section.body


def _delete(draft: _Draft) -> None:
    cell = draft.cell(draft.name)
    draft.nb.cells = [other for other in draft.nb.cells if other is not cell]


def _duplicate(draft: _Draft) -> None:
    cell = draft.cell(draft.name)
    second = copy.deepcopy(cell)
    second.id = draft.new_id(f"{cell.id}-copy")
    second.source = draft.section.body or cell.source
    draft.nb.cells.insert(draft.behind(cell), second)


def _move(draft: _Draft) -> None:
    other, name = draft.section.names
    if other == name:
        raise draft.fail(f"{name!r} cannot stand after itself")
    anchor, cell = draft.cell(other), draft.cell(name)
    draft.nb.cells = [found for found in draft.nb.cells if found is not cell]
    draft.nb.cells.insert(draft.behind(anchor), cell)


def _retype(draft: _Draft) -> None:
    cell = draft.cell(draft.name)
    cell.cell_type = "markdown"
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


def _edit_locked(draft: _Draft) -> None:
    name = draft.name
    cell = draft.cell(name)
    if is_answer(cell):
        raise draft.fail(f"{name!r} is an answer cell; write `# %% {name}`")
    cell.source = draft.section.body


_EDITS: dict[str, Callable[[_Draft], None]] = {
    "code": _replace,
    "markdown": _replace,
    "delete": _delete,
    "duplicate": _duplicate,
    "move-after": _move,
    "retype": _retype,
    "insert-after": lambda draft: draft.insert(draft.behind(draft.cell(draft.name))),
    "insert-markdown-after": lambda draft: draft.insert(draft.behind(draft.cell(draft.name)), "markdown"),
    "prepend": lambda draft: draft.insert(0),
    "append": lambda draft: draft.insert(len(draft.nb.cells)),
    "edit-locked": _edit_locked,
}
