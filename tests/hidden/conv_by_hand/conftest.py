"""``own_code``: does the student's function do its work itself, or does it call a library that already does it?

Decided on the syntax trees of the answer cells: the function, and what these cells define for it. Lines that only try the
function out may do what they like. A name that comes from neither an answer cell, Python nor the handout is refused, so that an
alias made in another cell does not slip through; the task says so.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.grading.check import CheckFailed, require

# conv, conv2d, convolve, Conv2D, fftconvolve, correlate2d, filter2D, max_pool2d, …; not convert.
READY_MADE = re.compile(r"conv(?!e)|correlat|filter2d|pool", re.IGNORECASE)
ROUNDABOUT = {"__import__", "compile", "eval", "exec", "getattr", "globals", "locals", "vars", "__dict__", "__getattribute__"}
MODULES = (sys.stdlib_module_names | {"numpy", "torch"}) - {
    "builtins",
    "ctypes",
    "gc",
    "importlib",
    "inspect",
    "operator",
    "sys",
}
TASKS = {
    "output_size",
    "same_padding",
    "conv2d",
    "edge_strength",
    "conv2d_multi",
    "count_weights",
    "max_pool",
    "receptive_field",
}
FROM_THE_HANDOUT = {"np", "torch", "plt", "LECTURE_IMAGE", "LECTURE_KERNEL", "EXAMPLE_IMAGE", "EXAMPLE_MAP"}


@pytest.fixture
def own_code() -> Callable[[Any, str], None]:
    """``own_code(student, "conv2d")`` fails the check unless the cell ``conv2d`` defines the function by itself."""
    return _own_code


def _own_code(student: Any, name: str) -> None:
    cell = student.tree(name)
    require(any(name in _bound_outside(statement) for statement in cell.body), f"The answer cell does not define `{name}`.")
    for later in student.trees_after(name):
        again = any(name in _bound_outside(statement) for statement in later.body)
        require(not again, f"A later cell of yours defines `{name}` again. Keep one definition, in its answer cell.")
    statements = cell.body + [statement for other in sorted(TASKS - {name}) for statement in _statements(student, other)]
    part, foreign = _behind(statements, name)
    for node in (node for statement in part for node in ast.walk(statement)):
        for used in _library_names(node):
            require(not READY_MADE.search(used), f"`{used}` is ready-made. Write the sliding window yourself.")
            require(used not in ROUNDABOUT, f"Please do without `{used}` here.")
        for module in _modules(node):
            require(module in MODULES, f"Please do without the module `{module}` here; numpy is enough.")
    for used in sorted(foreign - FROM_THE_HANDOUT):
        require(used not in ROUNDABOUT, f"Please do without `{used}` here.")
        known = hasattr(builtins, used)
        require(known, f"`{used}` comes from a cell of your own. Define or import what `{name}` needs in the answer cell.")


def _statements(student: Any, grade_id: str) -> list[ast.stmt]:
    try:
        return list(student.tree(grade_id).body)
    except CheckFailed:  # a cell that does not parse defines nothing
        return []


def _behind(statements: list[ast.stmt], name: str) -> tuple[list[ast.stmt], set[str]]:
    """The statements that define ``name`` and what it uses, and the names used that no statement defines.

    Other tasks end the search: each is looked at by its own checks.
    """
    made: dict[str, list[ast.stmt]] = {}
    for statement in statements:
        for bound in _bound_outside(statement):
            made.setdefault(bound, []).append(statement)
    part: list[ast.stmt] = []
    foreign: set[str] = set()
    seen, waiting = {name, *TASKS}, [name]
    while waiting:
        current = waiting.pop()
        if current not in made:
            foreign.add(current)
        for statement in made.get(current, []):
            if statement not in part:
                part.append(statement)
                used = _loaded(statement) - seen
                seen |= used
                waiting += used
    return part, foreign


def _bound_outside(statement: ast.stmt) -> set[str]:
    """Names that a statement of the cell gives a meaning to in the notebook."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    return {name for node in ast.walk(statement) for name in _bound(node)}


def _loaded(statement: ast.stmt) -> set[str]:
    """Names that ``statement`` uses and does not itself define; names in annotations are not computed with."""
    nodes = list(_without_annotations(statement))
    bound = {name for node in nodes if node is not statement for name in _bound(node)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)} - bound


def _bound(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.alias(name=module, asname=name):
            return [name or module.partition(".")[0]]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
    return []


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _without_annotations(child)


def _library_names(node: ast.AST) -> list[str]:
    """Names that come from a library: attributes (of anything but ``self``) and imports."""
    match node:
        case ast.Attribute(value=ast.Name(id="self")):
            return []
        case ast.Attribute(attr=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [part for alias in names for part in alias.name.split(".")]
    return []


def _modules(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name.partition(".")[0] for alias in names]
        case ast.ImportFrom(module=module):
            return [(module or ".").partition(".")[0]]
    return []
