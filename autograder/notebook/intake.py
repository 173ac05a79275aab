"""Take in a submission: the released notebook with the student's answers and own cells in it, and nothing else of theirs.

What counts is the release; from the submission come the sources of answer cells, found by ``grade_id``, and cells of the
student's own. Everything else a submission carries is dropped: outputs, points, flags, checksums, tags, kernel, widget state.

Where a submission departs from the release:

- *Locked cells* are restored, missing ones directly behind the cell they followed.
- *Missing answer cells* come back empty, not with the placeholder: run after a function that the student wrote elsewhere, the
  placeholder would replace it.
- *Copies of an answer cell* come from copying or from splitting a cell, so every copy may hold a part of the answer. The last
  copy that is neither empty nor the placeholder counts (one of the right type first), as when the notebook is run from top to
  bottom, and as nbgrader has it. The other copies stay as plain cells directly above it, so that the code of a split cell is
  complete.
- *Copies of a locked cell* stay as plain cells where they stand.
- *Cells in another order* go back to the release's order; own cells stay behind the cell they followed.
"""

from __future__ import annotations

import copy
import dataclasses
import difflib

import msgspec
import nbformat.v4
from nbformat import NotebookNode

from autograder.errors import AuthorError
from autograder.grade import Finding, FindingKind
from autograder.notebook.cells import grade_id_of, grader_data, is_answer, named_cells, unused_id

__all__ = ["Intake", "take_in"]

_START = ""
"""Stands for the beginning of the notebook where a cell is said to follow another."""
_AUTHORITATIVE = ("grade", "solution", "locked", "points")


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that can be run."""

    notebook: NotebookNode
    """The release with the student's answers and own cells; no outputs."""
    findings: tuple[Finding, ...]
    """What was restored, moved or is missing, in the student's words."""
    sources: dict[str, str]
    """Text of each answer cell as submitted, by ``grade_id``; empty for a missing cell."""


def take_in(source_nb: NotebookNode, release_nb: NotebookNode, submission_nb: NotebookNode) -> Intake:
    """Put the answers of ``submission_nb`` into ``release_nb``; none of the three is changed.

    Args:
        source_nb: the instructor's notebook; its points are the ones that hold.
        release_nb: what the students were given.
        submission_nb: as :func:`~autograder.notebook.read.read_notebook` gives it.

    Raises:
        AuthorError: release and source do not have the same answer and locked cells.
    """
    _check_release(source_nb, release_nb)
    found = _sort(release_nb, submission_nb)
    named = named_cells(release_nb)
    own = {grade_id: grader_data(cell) for grade_id, cell in named_cells(source_nb).items()}
    findings, sources = list(found.findings), {}
    restored: dict[str, NotebookNode] = {}
    for grade_id, original in named.items():
        cell = restored[grade_id] = copy.deepcopy(original)
        cell.metadata.nbgrader.update({key: own[grade_id][key] for key in _AUTHORITATIVE if key in own[grade_id]})
        submitted = found.taken.get(grade_id)
        findings += _findings(grade_id, original, submitted)
        if is_answer(original):
            cell.source = sources[grade_id] = submitted.source if submitted is not None else ""
            _keep_pictures(cell, submitted)
        _clear(cell)
    notebook = copy.deepcopy(release_nb)
    notebook.cells = _assembled(list(named), restored, found)
    return Intake(notebook=notebook, findings=tuple(findings), sources=sources)


@dataclasses.dataclass
class _Sorted:
    """The cells of a submission, sorted by what they are."""

    taken: dict[str, NotebookNode] = dataclasses.field(default_factory=dict)
    """The cell that counts for each grade id, in the submission's order."""
    behind: dict[str, list[NotebookNode]] = dataclasses.field(default_factory=dict)
    """Own cells, by the grade id of the cell they follow."""
    copies: dict[str, list[NotebookNode]] = dataclasses.field(default_factory=dict)
    """Answered copies of an answer cell that do not count, by its grade id."""
    findings: list[Finding] = dataclasses.field(default_factory=list)


def _sort(release_nb: NotebookNode, submission_nb: NotebookNode) -> _Sorted:
    named = named_cells(release_nb)
    claims: dict[str, list[int]] = {}
    for index, cell in enumerate(submission_nb.cells):
        if (grade_id := grade_id_of(cell)) in named:
            claims.setdefault(grade_id, []).append(index)
    counts = {_counting(named[grade_id], indices, submission_nb): grade_id for grade_id, indices in claims.items()}
    found, last = _Sorted(), _START
    for grade_id in named:
        if len(claims.get(grade_id, ())) > 1:
            found.findings.append(_duplicate(grade_id, named[grade_id]))
    for index, cell in enumerate(submission_nb.cells):
        grade_id = grade_id_of(cell)
        if index in counts:
            last = grade_id
            found.taken[grade_id] = cell
        elif grade_id in named and is_answer(named[grade_id]):
            if _is_answered(named[grade_id], cell):
                found.copies.setdefault(grade_id, []).append(cell)
        else:
            found.behind.setdefault(last, []).append(cell)
            if grade_id and grade_id not in named and any(grader_data(cell).get(f) for f in ("grade", "solution", "locked")):
                found.findings.append(_unknown(f"cell {index + 1}", grade_id, named))
    if list(found.taken) != [grade_id for grade_id in named if grade_id in found.taken]:
        found.findings.append(_finding("reordered_cells", "", _REORDERED))
    return found


def _counting(original: NotebookNode, indices: list[int], submission_nb: NotebookNode) -> int:
    """Index of the copy that counts."""
    if not is_answer(original):
        return indices[0]
    answered = [index for index in indices if _is_answered(original, submission_nb.cells[index])]
    # A copy turned into another type is more likely a note than the answer.
    right_type = [index for index in answered if submission_nb.cells[index].cell_type == original.cell_type]
    return (right_type or answered or indices[:1])[-1]


def _assembled(order: list[str], restored: dict[str, NotebookNode], found: _Sorted) -> list[NotebookNode]:
    """The cells in the release's order, each followed by the student's own cells that stood behind it."""
    placed: list[tuple[bool, NotebookNode]] = []  # (is it the student's own, cell)
    start = [(True, cell) for cell in found.behind.get(_START, ())]
    text = next((i for i, (_, cell) in enumerate(start) if cell.cell_type != "markdown"), len(start))
    placed += start[:text]  # a title stays above imports that had to be restored
    waiting = start[text:]
    for grade_id in order:
        if grade_id in found.taken:
            placed += waiting
            waiting = [(True, cell) for cell in found.behind.get(grade_id, ())]
        placed += [(True, cell) for cell in found.copies.get(grade_id, ())]
        placed.append((False, restored[grade_id]))
    placed += waiting
    taken_ids = {cell.id for own, cell in placed if not own}
    made = []
    for own, cell in placed:
        made.append(_own(cell, taken_ids) if own else cell)
        taken_ids.add(made[-1].id)
    return made


def _own(cell: NotebookNode, taken_ids: set[str]) -> NotebookNode:
    """A cell of the student's own with its text only: tags, flags and outputs would be read by others as ours."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    made = make.get(cell.cell_type, nbformat.v4.new_raw_cell)(cell.source, id=unused_id(cell.get("id") or "own", taken_ids))
    _keep_pictures(made, cell)
    return made


def _keep_pictures(cell: NotebookNode, submitted: NotebookNode | None) -> None:
    """Pictures that the student put into a text cell; other kinds of attachments are never shown by Jupyter."""
    if cell.cell_type != "markdown":
        return
    cell.pop("attachments", None)
    kept = {}
    for name, bundle in (submitted.get("attachments") or {}).items() if submitted is not None else ():
        pictures = {kind: data for kind, data in bundle.items() if kind.startswith("image/") and isinstance(data, str)}
        if pictures:
            kept[name] = pictures
    if kept:
        cell.attachments = nbformat.from_dict(kept)


def _clear(cell: NotebookNode) -> None:
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None


def _is_answered(original: NotebookNode, cell: NotebookNode) -> bool:
    return bool(cell.source.strip()) and not _same(original.source, cell.source)


def _same(first: str, second: str) -> bool:
    """True for texts that differ in white space at the ends of lines only."""
    return [line.rstrip() for line in first.strip().splitlines()] == [line.rstrip() for line in second.strip().splitlines()]


def _check_release(source_nb: NotebookNode, release_nb: NotebookNode) -> None:
    wanted = {grade_id: (is_answer(cell), cell.cell_type) for grade_id, cell in named_cells(source_nb).items()}
    given = {grade_id: (is_answer(cell), cell.cell_type) for grade_id, cell in named_cells(release_nb).items()}
    if wanted != given:
        different = sorted(grade_id for grade_id in wanted | given if wanted.get(grade_id) != given.get(grade_id))
        names = ", ".join(different)
        raise AuthorError(f"the release does not fit its source (cells {names}); run `autograder generate` again")


_REORDERED = "Your cells stand in another order than in the handout. They were put back in order before your notebook was run."


def _finding(kind: FindingKind, cell: str, message: str) -> Finding:
    return Finding(kind=kind, cell=cell, message=message)


def _findings(grade_id: str, original: NotebookNode, submitted: NotebookNode | None) -> list[Finding]:
    """What the student should know about one answer or locked cell."""
    if submitted is None:
        if is_answer(original):
            message = "This answer cell is missing in your notebook. Put your answer into a fresh copy of the handout."
        else:
            message = "This cell of the handout is missing in your notebook. It was put back before your notebook was run."
        return [_finding("missing_cell", grade_id, message)]
    found = []
    if submitted.cell_type != original.cell_type:
        kind = "a code cell" if original.cell_type == "code" else "a text cell"
        message = f"This cell has been turned into another type. It was read as {kind}, as in the handout."
        found.append(_finding("retyped_cell", grade_id, message))
    if not is_answer(original):
        if not _same(original.source, submitted.source):
            message = "This cell is not meant to be changed. The text of the handout was used; put your own code in a new cell."
            found.append(_finding("locked_cell_changed", grade_id, message))
    elif not _is_answered(original, submitted):
        found.append(_finding("empty_answer", grade_id, "There is no answer in this cell yet."))
    return found


def _duplicate(grade_id: str, original: NotebookNode) -> Finding:
    if is_answer(original):
        message = "This answer cell is there more than once. The last copy with an answer counts; the others ran before it."
    else:
        message = "This cell of the handout is there more than once. The copies were run as cells of your own."
    return _finding("duplicate_cell", grade_id, message)


def _unknown(cell: str, grade_id: str, named: dict[str, NotebookNode]) -> Finding:
    # The id itself is not repeated: it may be long, or look like another one.
    close = difflib.get_close_matches(grade_id[:80], named, n=1, cutoff=0.5)
    guess = f"Did you mean {close[0]!r}?" if close else ""
    message = f"This cell claims to belong to the assignment, but has an unknown id. It was run as a cell of your own. {guess}"
    return _finding("unknown_cell", cell, message.strip())
