"""Parse the code of notebook cells: Python with IPython's magics and shell lines."""

from __future__ import annotations

import ast
import re
import warnings

__all__ = ["parse_cell"]

_LINE_MAGIC = re.compile(r"(?P<indent>\s*)(?:[%!?]|[\w.]+\?{1,2}\s*\Z|[\w., ]+=\s*[%!]\w)")
_CELL_MAGIC = re.compile(r"\s*%%(?P<name>\w+)")
_RUNS_PYTHON = {"time", "timeit", "capture", "prun"}
"""Cell magics that run the rest of the cell as Python."""


def parse_cell(source: str) -> ast.Module | None:
    """The syntax tree of a code cell, with line numbers as in ``source``; None for a cell in another language.

    Raises:
        SyntaxError: the cell is not Python.
    """
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if cell_magic := _CELL_MAGIC.match(line):
            if cell_magic["name"] not in _RUNS_PYTHON:
                return None
            lines[number] = ""
        break
    for number, line in enumerate(lines):
        if magic := _LINE_MAGIC.match(line):
            lines[number] = f"{magic['indent']}pass"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in an author's string is no business of the parser
            flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            tree = compile("\n".join(lines), "<cell>", "exec", flags, dont_inherit=True)
    except (ValueError, RecursionError, MemoryError) as problem:
        raise SyntaxError(str(problem) or type(problem).__name__) from None
    assert isinstance(tree, ast.Module)  # what PyCF_ONLY_AST gives for "exec"
    return tree
