"""``student`` in a hidden check: the student's functions and values, called in the kernel, returned as plain data."""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any, Protocol

from autograder.grading.check import CheckFailed
from autograder.sandbox import wire

__all__ = ["Call", "Kernel", "ReferenceStudent", "Student", "StudentError"]


class StudentError(CheckFailed):
    """The student's code raised, is missing, took too long or ended its process.

    Attributes:
        name: exception class name as the student knows it (``ValueError``), ``NameError`` for a missing name, ``TimeoutError``.
        text: the exception's text, cut.
    """

    def __init__(self, message: str, *, name: str = "", text: str = "") -> None:
        super().__init__(message)
        self.name = name
        self.text = text


class Kernel(Protocol):
    """What the proxy needs of a kernel."""

    def request(self, content: dict[str, Any], buffers: list[bytes], what: str) -> tuple[dict[str, Any], list[Any]]:
        """The reply to one ``autograder_request``; raises StudentError when the code times out or its process ends."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One observation of the student's code: ``name(*args, **kwargs)``, or the value ``name`` when ``args`` is None."""

    name: str
    args: tuple[Any, ...] | None
    kwargs: Mapping[str, Any]
    result: Any
    error: str = ""
    """Exception class name when it raised; ``result`` is then None."""


class Student:
    """Attribute access calls functions, item access fetches values; every observation is recorded in :attr:`calls`.

    Results are numpy arrays (tensors too), Python and numpy scalars, str, None, and lists, tuples and dicts of them.
    """

    def __init__(
        self, kernel: Kernel, sources: Mapping[str, str], later: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    ) -> None:
        """``sources``: text of each answer cell; ``later``: texts of the student's code cells after it, by ``grade_id``."""
        self._kernel = kernel
        self._sources = sources
        self._later = later
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._observe("call", name, args, kwargs)

    def __getitem__(self, name: str) -> Any:
        """The value of a global name of the notebook."""
        return self._observe("value", name, None, {})

    def after(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
        """``name(*args, **kwargs)`` and the positional arguments as the call left them: shows inputs changed in place."""
        result, left = self._observe("call_and_keep", name, args, kwargs)
        return result, left

    def error_of(self, name: str, *args: Any, **kwargs: Any) -> str | None:
        """Class name of the exception that ``name(*args, **kwargs)`` raises, None if it raises none."""
        try:
            self._observe("call", name, args, kwargs)
        except StudentError as problem:
            if problem.name == "NameError" and not problem.text:
                raise
            return problem.name
        return None

    def source(self, grade_id: str) -> str:
        """The submitted source text of an answer cell; empty when the cell is missing."""
        return self._sources.get(grade_id, "")

    def tree(self, grade_id: str) -> ast.Module:
        """The syntax tree of an answer cell, IPython magics removed; StudentError when it does not parse."""
        tree = _parsed(self.source(grade_id))
        if tree is None:
            raise StudentError("Python cannot read this cell (SyntaxError).", name="SyntaxError")
        return tree

    def trees_after(self, grade_id: str) -> list[ast.Module]:
        """Syntax trees of the student's code cells that run after an answer cell; cells that do not parse are left out."""
        return [tree for text in self._later.get(grade_id, ()) if (tree := _parsed(text)) is not None]

    def _observe(self, op: str, name: str, args: tuple[Any, ...] | None, kwargs: dict[str, Any]) -> Any:
        content: dict[str, Any] = {"op": op, "name": name}
        buffers: list[bytes] = []
        if args is not None:
            content["arguments"], buffers = wire.encode((args, kwargs))
            args, kwargs = copy.deepcopy(args), copy.deepcopy(kwargs)  # the record outlives later changes by the check
        what = f"`{name}`" if args is None else f"`{name}(…)`"
        reply, data = self._kernel.request(content, buffers, what)
        try:
            result = _unpack(reply, data, name, what)
            if op == "call_and_keep" and not _is_kept(result, args):
                raise StudentError(f"Calling {what} gave back something that cannot be used.", name="TypeError")
        except StudentError as problem:
            self.calls.append(Call(name=name, args=args, kwargs=kwargs, result=None, error=problem.name))
            raise
        seen = result[0] if op == "call_and_keep" else result
        self.calls.append(Call(name=name, args=args, kwargs=kwargs, result=copy.deepcopy(seen)))
        return result


def _parsed(source: str) -> ast.Module | None:
    lines = [("pass" if line.lstrip().startswith(("%", "!")) else line) for line in source.splitlines()]
    try:
        with warnings.catch_warnings(action="ignore"):  # a student's invalid escape sequence is not the grader's warning
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_kept(result: Any, args: tuple[Any, ...] | None) -> bool:
    """Whether a reply has the form (result, arguments after the call)."""
    return isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], tuple) and len(result[1]) == len(args or ())


class ReferenceStudent:
    """Answers a check as a student would whose functions are the reference's; source texts stay the student's."""

    def __init__(self, reference: ModuleType, student: Student) -> None:
        self._reference = reference
        self.source, self.tree, self.trees_after = student.source, student.tree, student.trees_after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reference, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self._reference, name)

    def after(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
        return getattr(self._reference, name)(*args, **kwargs), args

    def error_of(self, name: str, *args: Any, **kwargs: Any) -> str | None:
        try:
            getattr(self._reference, name)(*args, **kwargs)
        except Exception as problem:
            return type(problem).__name__
        return None


def _unpack(reply: Mapping[str, Any], data: list[Any], name: str, what: str) -> Any:
    """The value in a reply; every field is the student's to forge, so every field is looked at."""
    if reply.get("status") == "ok":
        try:
            value = wire.decode(reply.get("value"), data)
        except wire.WireError as problem:
            raise StudentError(
                f"The result of {what} cannot be used: {problem}.", name="TypeError", text=str(problem)
            ) from None
        if "value" not in reply:
            raise StudentError(f"The result of {what} cannot be used.", name="TypeError")
        return value
    if reply.get("kind") == "missing":
        raise StudentError(f"`{name}` is not defined. Did its cell run without an error?", name="NameError")
    error, text = _text(reply.get("name"), 100) or "Error", _text(reply.get("text"), 600)
    if reply.get("kind") == "wire":
        raise StudentError(f"The result of {what} cannot be used: {text}.", name="TypeError", text=text)
    where = _where(reply.get("frames"))
    message = f"{what} stopped with {error}" + (f": {text}" if text else "") + where
    raise StudentError(message, name=error, text=text or " ")


def _where(frames: Any) -> str:
    """`` (in conv2d, line 7: `out[i] = …`)`` from the innermost frame of the student, or nothing."""
    if not isinstance(frames, list) or not frames:
        return ""
    frame = frames[-1]
    if not (isinstance(frame, list) and len(frame) == 3 and type(frame[1]) is int and 0 <= frame[1] < 10**6):
        return ""
    function, line = _text(frame[0], 100), _text(frame[2], 160)
    return f" (in {function}, line {frame[1]}" + (f": `{line}`)" if line else ")")


def _text(value: Any, most: int) -> str:
    """``value`` as text that a file can hold: cut, and without halves of surrogate pairs."""
    return value[:most].encode(errors="replace").decode().strip() if isinstance(value, str) else ""
