"""Make the students' release from the instructor's source notebook, with nbgrader's preprocessors, in memory.

The same source always gives the same bytes: outputs, execution times, versions of the author's Python and metadata of the
author's editor are removed, cell ids stay those of the source.
"""

from __future__ import annotations

import copy
import logging
from urllib.parse import quote

import nbformat.v4
from nbformat import NotebookNode
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, ClearSolutions, ComputeChecksums, LockCells

from autograder.errors import AuthorError
from autograder.notebook.cells import unused_id
from autograder.notebook.leaks import find_leaks
from autograder.notebook.lint import lint

__all__ = ["KERNELSPEC", "make_release", "to_bytes"]

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
"""The kernel of every release; a submission's own kernelspec is never used."""

_PREPROCESSORS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
"""nbgrader's ``generate_assignment`` in its order, without the steps that need a database and those for hidden tests and mark
schemes, which lint refuses. ClearSolutions comes before ComputeChecksums: the checksum tells an untouched placeholder."""

_CELL_METADATA = ("autograder", "cellView", "deletable", "editable", "jupyter", "nbgrader", "slideshow", "tags")
_NOTEBOOK_METADATA = ("authors", "autograder", "title")
_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"


def make_release(source_nb: NotebookNode, colab_url: str | None = None) -> NotebookNode:
    """The release of ``source_nb``: solutions replaced by placeholders, cells locked, no outputs.

    Args:
        source_nb: nbformat 4.5, as :func:`~autograder.notebook.read.read_notebook` gives it; it is not changed.
        colab_url: where the release can be opened in Google Colab; a badge with this link becomes the first cell.

    Raises:
        AuthorError: the source has problems, or the release would show a solution; one line per problem, all of them.
    """
    if problems := lint(source_nb):
        raise AuthorError("\n".join(map(str, problems)))
    release = copy.deepcopy(source_nb)
    _keep_only_what_students_need(release)
    _preprocess(release)
    if problems := find_leaks(source_nb, release):
        raise AuthorError("\n".join(map(str, problems)))
    if colab_url is not None:
        release.cells.insert(0, _badge(colab_url, release))
    return release


def to_bytes(nb: NotebookNode) -> bytes:
    """``nb`` as the bytes of an .ipynb file; equal notebooks give equal bytes."""
    text: str = nbformat.v4.writes(nb)
    # Half a surrogate pair, as a cut output may end with, has no UTF-8 form.
    return (text + "\n").encode("utf-8", errors="replace")


def _keep_only_what_students_need(nb: NotebookNode) -> None:
    nb.nbformat, nb.nbformat_minor = 4, 5
    kept = {key: nb.metadata[key] for key in _NOTEBOOK_METADATA if key in nb.metadata}
    nb.metadata = nbformat.from_dict(kept | {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}})
    seen: set[str] = set()
    for number, cell in enumerate(nb.cells, start=1):
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in _CELL_METADATA if key in cell.metadata})
        if cell.get("id") is None or cell.id in seen:
            cell.id = unused_id(f"cell-{number}", seen)
        seen.add(cell.id)


def _preprocess(nb: NotebookNode) -> None:
    log = logging.getLogger("autograder.notebook")
    for preprocessor in _PREPROCESSORS:
        try:
            preprocessor(log=log).preprocess(nb, {})
        except Exception as problem:  # nbgrader raises RuntimeError, ValueError and its own; lint should have found it
            raise AuthorError(f"nbgrader's {preprocessor.__name__} refuses the notebook: {problem}") from problem


def _badge(url: str, nb: NotebookNode) -> NotebookNode:
    link = quote(url, safe=":/?#[]@!$&'*+,;=%~-._")  # a bracket would end the link
    text = f"[![Open in Colab]({_BADGE})]({link})"
    return nbformat.v4.new_markdown_cell(text, id=unused_id("open-in-colab", {cell.id for cell in nb.cells}))
