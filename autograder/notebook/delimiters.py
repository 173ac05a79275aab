"""Find delimiters that an author got wrong.

nbgrader looks for ``BEGIN SOLUTION`` and the like as exact text and passes over everything else: a misspelt delimiter ships
what it should hide. So each line is compared with what the author may have meant.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import msgspec
from nbformat import NotebookNode

from autograder.notebook.cells import Problem, is_answer

__all__ = ["Delimiter", "delimiter_problems", "delimiters"]

Edge = Literal["BEGIN", "END"]

_EXACT = re.compile(r"\s*### (BEGIN|END) SOLUTION\s*\Z")
_AS_NBGRADER_SEES = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
_PHRASE = re.compile(r"\b(begin|end)\W{0,3}(?:of\W+)?(?:the\W+)?(solution|hidden\W{0,3}test|mark\W{0,3}scheme)", re.IGNORECASE)
_COMMENT_MARKS = ("#", "=", "-", "<", "%", "/", "*")
_MEANT: dict[str, tuple[Edge, str]] = {
    "BEGINSOLUTION": ("BEGIN", "SOLUTION"),
    "ENDSOLUTION": ("END", "SOLUTION"),
    "SOLUTIONBEGIN": ("BEGIN", "SOLUTION"),
    "SOLUTIONEND": ("END", "SOLUTION"),
    "STARTSOLUTION": ("BEGIN", "SOLUTION"),
    "BEGINHIDDENTESTS": ("BEGIN", "HIDDEN TESTS"),
    "ENDHIDDENTESTS": ("END", "HIDDEN TESTS"),
    "BEGINMARKSCHEME": ("BEGIN", "MARK SCHEME"),
    "ENDMARKSCHEME": ("END", "MARK SCHEME"),
}
_NOT_HERE = {
    "HIDDEN TESTS": "hidden tests do not belong in the notebook; write them as checks in tests/hidden/, delete this region",
    "MARK SCHEME": "a mark scheme does not belong in its own region; write it between ### BEGIN SOLUTION and ### END SOLUTION",
}


class Delimiter(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is, or was meant to be, a delimiter."""

    line: int
    """1-based line in the cell."""
    edge: Edge
    what: str
    """``SOLUTION``, ``HIDDEN TESTS`` or ``MARK SCHEME``."""
    exact: bool
    """True for ``### BEGIN SOLUTION`` and ``### END SOLUTION`` as they must be written."""


def delimiters(source: str, cell_type: str) -> list[Delimiter]:
    """All delimiters of a cell, well written or not, from top to bottom."""
    found = []
    for number, line in enumerate(source.split("\n"), start=1):
        if meant := _meant(line, in_code=cell_type == "code"):
            edge, what = meant
            found.append(Delimiter(line=number, edge=edge, what=what, exact=bool(_EXACT.match(line))))
    return found


def delimiter_problems(cell: NotebookNode, name: str) -> list[Problem]:
    """What is wrong with the delimiters of one cell called ``name``."""
    found = delimiters(cell.source, cell.cell_type)
    problems = []
    foreign_seen: set[str] = set()
    for mark in found:
        if mark.what in _NOT_HERE:
            if mark.what not in foreign_seen:
                foreign_seen.add(mark.what)
                problems.append(Problem(cell=name, line=mark.line, message=_NOT_HERE[mark.what]))
        elif not mark.exact:
            written = cell.source.split("\n")[mark.line - 1].strip()[:60]
            message = f"{written!r} is no delimiter; write `### {mark.edge} {mark.what}` alone on its line"
            problems.append(Problem(cell=name, line=mark.line, message=message))
    regions = [mark for mark in found if mark.what == "SOLUTION"]
    if regions and not is_answer(cell):
        message = "a solution stands in a cell that is no answer cell; mark the cell as solution in nbgrader's toolbar"
        problems.append(Problem(cell=name, line=regions[0].line, message=message))
    return problems + _unbalanced(regions, cell.source.split("\n"), name)


def _unbalanced(regions: list[Delimiter], lines: list[str], name: str) -> list[Problem]:
    def problem(mark: Delimiter, message: str) -> Problem:
        return Problem(cell=name, line=mark.line, message=message)

    problems, opened = [], None
    for mark in regions:
        if mark.edge == "BEGIN":
            if opened is not None:
                problems.append(problem(mark, f"BEGIN SOLUTION inside the solution that began in line {opened.line}"))
            opened = opened or mark
        elif opened is None:
            problems.append(problem(mark, "END SOLUTION without a BEGIN SOLUTION above it"))
        else:
            if not "".join(lines[opened.line : mark.line - 1]).strip():
                problems.append(problem(opened, "the solution is empty"))
            opened = None
    if opened is not None:
        problems.append(problem(opened, "BEGIN SOLUTION without an END SOLUTION below it"))
    return problems


def _meant(line: str, *, in_code: bool) -> tuple[Edge, str] | None:
    if seen := _AS_NBGRADER_SEES.search(line):
        return _MEANT[f"{seen[1]}{seen[2].replace(' ', '')}"]
    text = unicodedata.normalize("NFKC", line).strip()
    letters = re.sub(r"[\W\d_]+", "", text)
    # A sentence or a name such as begin_solution is no delimiter: those are comments or capitals.
    if not letters or not (text.startswith(_COMMENT_MARKS) or letters.isupper()):
        return None
    if phrase := _PHRASE.search(text):
        words = {"s": "SOLUTION", "h": "HIDDENTESTS", "m": "MARKSCHEME"}
        return _MEANT[phrase[1].upper() + words[phrase[2][0].lower()]]
    # In code, three or more # are hardly ever anything else; in text they are a heading.
    most = 3 if in_code and text.startswith("###") else 2
    letters = letters.upper()
    distance, nearest = min((_distance(letters, target, most), target) for target in _MEANT)
    return _MEANT[nearest] if distance <= most else None


def _distance(first: str, second: str, most: int) -> int:
    """Levenshtein distance in letters; ``most + 1`` as soon as it must be larger than ``most``."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            current.append(min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != other)))
        above = current
    return above[-1]
