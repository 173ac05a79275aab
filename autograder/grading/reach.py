"""Which global names an answer can depend on: those that the called functions use, and those that these use in turn."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["reachable"]


def reachable(names: Mapping[str, Any], called: Iterable[str]) -> set[str]:
    """``called`` and every global name that its functions and classes may look up in ``names``, directly or through others.

    Found in compiled code, so that a name is never missed unless it is made at run time (``globals()["f" + "g"]``).
    """
    found: set[str] = set()
    waiting = set(called)
    while waiting:
        name = waiting.pop()
        found.add(name)
        for code in _codes(names.get(name), set()):
            waiting |= set(_looked_up(code)) - found
    return found


def _codes(value: Any, seen: set[int]) -> Iterator[types.CodeType]:
    """The code in a function, a class, an object of one of the course's classes, or a container of them."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, types.FunctionType):
        yield value.__code__
        inside = [*_held(value.__closure__ or ()), *(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
    elif isinstance(value, type):
        inside = [member for kind in value.__mro__ if _is_own(kind) for member in vars(kind).values()]
    elif isinstance(value, Mapping):
        inside = list(value.values())
    elif isinstance(value, (list, tuple, set, frozenset)):
        inside = list(value)
    elif isinstance(value, (staticmethod, classmethod, types.MethodType)):
        inside = [value.__func__]
    elif isinstance(value, property):
        inside = [value.fget, value.fset]
    else:
        inside = [type(value)] if _is_own(type(value)) else [getattr(value, name, None) for name in ("func", "__wrapped__")]
    for part in inside:
        yield from _codes(part, seen)


def _is_own(kind: type) -> bool:
    """Whether a class was written in the course's material, whose modules exist under no name."""
    return kind.__module__.startswith(("reference_", "misconception_"))


def _held(cells: Iterable[types.CellType]) -> Iterator[Any]:
    for cell in cells:
        with contextlib.suppress(ValueError):  # a name that was never assigned
            yield cell.cell_contents


def _looked_up(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _looked_up(constant)
