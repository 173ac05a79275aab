"""Search a release for parts of the solution.

A line of a solution leaks when it also stands anywhere a student can read it: code, commented code, text, outputs,
attachments, metadata. White space and the kind of quotes do not count. Lines that many programs share are trivial and do not
leak anything: imports, ``return x``, signatures, a loop over a range, very short lines, drawing and printing.
A cell that shows such a line on purpose says so with ``"autograder": {"shows_solution": true}`` in its metadata.
"""

from __future__ import annotations

import ast
import base64
import binascii
import copy
import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec
from nbformat import NotebookNode

from autograder.notebook.cells import Problem, cell_name, grade_id_of, is_answer
from autograder.notebook.regions import BEGIN, blanked, solution_lines, solved
from autograder.notebook.syntax import parse_cell

__all__ = ["SolutionLine", "find_leaks", "find_leaks_in_source", "lines_worth_hiding"]

_FREE_CALLS = {"range", "len", "enumerate", "zip", "int", "float", "str", "bool", "list", "tuple"}
_OPERATIONS = (
    ast.AugAssign,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.Subscript,
    ast.IfExp,
    ast.Lambda,
    ast.comprehension,
)
_SHOWING = ("print(", "plt.", "ax.", "fig.", "display(")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_DELIMITER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


class SolutionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that must not be found in a release."""

    cell: str
    """``grade_id`` of the answer cell."""
    line: int
    """1-based line in the source notebook's cell."""
    text: str
    """The line without indentation and comment."""


def lines_worth_hiding(source_nb: NotebookNode) -> list[SolutionLine]:
    """The non-trivial lines of all solutions in a source notebook."""
    found = []
    for cell in source_nb.cells:
        if not is_answer(cell):
            continue
        in_strings = _string_lines(solved(cell.source)) if cell.cell_type == "code" else set()
        for number, text in solution_lines(cell.source):
            bare = _without_comment(text).strip() if cell.cell_type == "code" else text.strip()
            trivial = _is_trivial(bare) if cell.cell_type == "code" else _is_short(bare)
            if bare and not trivial and bare not in in_strings:
                found.append(SolutionLine(cell=grade_id_of(cell), line=number, text=bare))
    return found


def find_leaks(source_nb: NotebookNode, release_nb: NotebookNode) -> list[Problem]:
    """Everything in ``release_nb`` that shows a part of the solutions in ``source_nb``."""
    problems = []
    for index, cell in enumerate(release_nb.cells):
        for number, line in enumerate(cell.source.split("\n"), start=1):
            if delimiter := _DELIMITER.search(line):
                message = f"`{delimiter[0]}` is left in the release"
                problems.append(Problem(cell=cell_name(cell, index), line=number, message=message))
    return problems + _shown(release_nb, lines_worth_hiding(source_nb))


def find_leaks_in_source(source_nb: NotebookNode) -> list[Problem]:
    """What a release of ``source_nb`` would show of its solutions, and what its outputs show; lines are those of the source."""
    visible = copy.deepcopy(source_nb)
    for cell in visible.cells:
        if is_answer(cell):
            cell.source = blanked(cell.source, solution=False) if BEGIN in cell.source else ""
    return _shown(visible, lines_worth_hiding(source_nb))


def _shown(nb: NotebookNode, hidden: list[SolutionLine]) -> list[Problem]:
    problems = []
    for index, cell in enumerate(nb.cells):
        name = cell_name(cell, index)
        own = cell.metadata.get("autograder")
        if not (isinstance(own, dict) and own.get("shows_solution") is True):
            problems += _in_source(cell.source, name, hidden)
        problems += _hits(_strings(cell.metadata), name, hidden, "its metadata show")
        problems += _hits(_attached(cell), name, hidden, "its attachments show")
        problems += _hits(_output_texts(cell.get("outputs", [])), name, hidden, "its output shows")
    return problems + _hits(_strings(nb.metadata), "metadata of the notebook", hidden, "they show")


def _in_source(source: str, name: str, hidden: list[SolutionLine]) -> list[Problem]:
    problems = []
    for wanted in hidden:
        for match in _pattern(wanted.text).finditer(source):
            message = f"it shows {_quoted(wanted)}; {_remedy(name)}"
            problems.append(Problem(cell=name, line=source.count("\n", 0, match.start()) + 1, message=message))
    return problems


def _hits(texts: Iterable[str], name: str, hidden: list[SolutionLine], shows: str) -> list[Problem]:
    held = list(texts)
    return [
        Problem(cell=name, line=0, message=f"{shows} {_quoted(wanted)}; clear it")
        for wanted in hidden
        if any(_pattern(wanted.text).search(text) for text in held)
    ]


def _quoted(wanted: SolutionLine) -> str:
    text = wanted.text if len(wanted.text) <= 60 else wanted.text[:59] + "…"
    return f"`{text}`, line {wanted.line} of the solution of {wanted.cell}"


def _remedy(name: str) -> str:
    return f'reword it, or allow it with "autograder": {{"shows_solution": true}} in the metadata of {name}'


@lru_cache(maxsize=4096)
def _pattern(line: str) -> re.Pattern[str]:
    """``line`` with any white space, quotes and continued lines, not as a part of longer names."""
    letters = ["[\"']" if letter in "\"'" else re.escape(letter) for letter in _squeeze(line)]
    left = r"(?<!\w)" if re.match(r"\w", letters[0]) else ""
    right = r"(?!\w)" if re.match(r"\w", letters[-1]) else ""
    return re.compile(left + r"[\s\\]*".join(letters) + right)


def _squeeze(text: str) -> str:
    return re.sub(r"[\s\\]+", "", text)


def _is_short(text: str) -> bool:
    """True for a line of prose too short to tell anything."""
    return len(text.split()) < 5 or len(_squeeze(text)) < 25


def _is_trivial(line: str) -> bool:
    """True for a line of code that any program may hold."""
    if line.startswith((*_SHOWING, "@", "def ", "async def ", "class ", "import ", "from ")):
        return True
    tree = _parsed(line)
    size = len(_squeeze(line))
    if tree is None:  # a part of a longer expression
        return size < 20 or len(re.findall(r"\w+", line)) < 4
    operations = sum(_counts(node) for node in ast.walk(tree))
    loop = isinstance(tree.body[0], ast.For) if tree.body else False
    return operations == 0 or size < 10 or (operations == 1 and (loop or size < 16))


def _counts(node: ast.AST) -> bool:
    """True for a node that computes something; making an empty object or a plain conversion does not count."""
    if isinstance(node, ast.Call):
        free = isinstance(node.func, ast.Name) and node.func.id in _FREE_CALLS
        return bool(node.args or node.keywords) and not free
    return isinstance(node, _OPERATIONS)


def _parsed(line: str) -> ast.Module | None:
    """The tree of one line of a block, given the context it needs."""
    text = re.sub(r"\Aelif\b", "if", line.rstrip(",\\").rstrip())
    attempts = [text, f"{text}\n pass"]
    if re.match(r"(else|finally)\s*:", text):
        attempts = [text.split(":", 1)[1]]
    elif re.match(r"except\b", text):
        attempts = [f"try: pass\n{text}\n pass", f"try: pass\n{text}"]
    for attempt in attempts:
        try:
            return parse_cell(attempt)
        except SyntaxError:
            continue
    return None


def _without_comment(line: str) -> str:
    """``line`` up to a comment; a # inside a string on the same line stays."""
    quote = ""
    for at, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and line[at - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#":
            return line[:at]
    return line


def _string_lines(source: str) -> set[str]:
    """The lines of docstrings and other strings that stand alone; they explain, and release notes may say the same."""
    try:
        tree = parse_cell(source)
    except SyntaxError:
        return set()
    lines = source.split("\n")
    found: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.update(line.strip() for line in lines[node.lineno - 1 : node.end_lineno])
    return found


def _output_texts(outputs: Iterable[Any]) -> Iterator[str]:
    for output in outputs:
        for text in _strings({key: value for key, value in output.items() if key != "data"}):
            yield _ANSI.sub("", text)
        for kind, value in output.get("data", {}).items():
            for text in _strings(value):
                if kind.startswith("text/html") or kind.endswith("xml"):
                    yield html.unescape(re.sub(r"<[^>]*>", "", text))
                elif not kind.startswith("image/"):
                    yield text


def _attached(cell: NotebookNode) -> Iterator[str]:
    for text in _strings(cell.get("attachments", {})):
        yield text
        try:
            yield base64.b64decode(text, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            continue  # a picture


def _strings(value: Any) -> Iterator[str]:
    """All text in nested JSON data, keys included; lists of lines are joined too, as a line may be cut."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            yield "\n".join(value)
        else:
            for item in value:
                yield from _strings(item)
