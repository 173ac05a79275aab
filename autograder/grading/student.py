"""``student`` in a hidden check: the student's functions and values, called in the kernel, returned as plain data."""

from __future__ import annotations

import ast
import copy
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np

from autograder.grading import model_data
from autograder.grading.local_kernel import LocalKernel
from autograder.grading.reply import Kernel, StudentError, unpack
from autograder.grading.student_model import ModelProxy, compile_settings
from autograder.sandbox import wire

__all__ = ["Call", "Kernel", "ReferenceStudent", "Student", "StudentError"]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One observation of the student's code: ``name(*args, **kwargs)``, or the value ``name`` when ``args`` is None.

    Models in ``args``, ``kwargs`` and ``result`` are :class:`autograder.sandbox.wire.Kept`, by number.
    """

    name: str
    args: tuple[Any, ...] | None
    kwargs: Mapping[str, Any]
    result: Any
    error: str = ""
    """Exception class name when it raised; ``result`` is then None."""
    op: str = "call"
    """What was asked, as :mod:`autograder.sandbox.operations` calls it."""


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
        self._dropped: list[int] = []
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

        def valid(value: Any, what: str) -> Any:
            if not (
                isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], tuple) and len(value[1]) == len(args)
            ):
                raise StudentError(f"Calling {what} gave back something that cannot be used.", name="TypeError")
            return value

        result, left = self._observe("call_and_keep", name, args, kwargs, valid=valid)
        pairs = zip(args, left, strict=True)
        return result, tuple(sent if isinstance(sent, ModelProxy) else came for sent, came in pairs)

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

    def model(self, name: str) -> ModelProxy:
        """The Keras model bound to a global name of the notebook; StudentError when there is none."""
        return self.keep_model("model.bound", name, f"`{name}`", (), {})

    def build(self, name: str, /, *args: Any, **kwargs: Any) -> ModelProxy:
        """The Keras model that ``name(*args, **kwargs)`` returns, kept in the student's process; StudentError for no model."""
        return self.keep_model("model.build", name, f"the model of `{name}(…)`", args, kwargs)

    def given(
        self,
        model: Any,
        *,
        loss: str | None = None,
        optimizer: str | Mapping[str, Any] = "rmsprop",
        metrics: Sequence[str] = (),
    ) -> ModelProxy:
        """A copy of the check's own Keras model (layers of Keras only) in the student's process, for functions that take one.

        It is compiled when ``loss`` is given; loss, optimizer and metrics as in :meth:`ModelProxy.compile`.
        """
        settings = {} if loss is None else compile_settings(loss, optimizer, metrics)
        return self.keep_model("model.given", "", "this question's model", (model.to_json(), model.get_weights(), settings), {})

    def grad(self, name: str, args: Sequence[Any], wrt: int = 0) -> np.ndarray[Any, Any]:
        """d sum(name(*args)) / d args[wrt] by torch's automatic differentiation, float32, of that argument's shape.

        Floats and arrays arrive in the function as float32 tensors. Raises StudentError when the function fails or no gradient
        flows back.
        """
        shape = np.shape(args[wrt])

        def valid(value: Any, what: str) -> Any:
            if not isinstance(value, np.ndarray) or value.shape != shape or value.dtype.kind != "f":
                raise StudentError(f"The gradient of {what} cannot be used.", name="TypeError")
            return value

        gradient: np.ndarray[Any, Any] = self._observe("grad", name, (tuple(args), wrt), {}, valid=valid)
        return gradient

    def keep_model(self, op: str, name: str, label: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> ModelProxy:
        """A proxy of the model that an operation finds or makes."""

        def valid(value: Any, what: str) -> ModelProxy:
            proxy = ModelProxy(self, model_data.handle(value, what), label)
            weakref.finalize(proxy, self._dropped.append, proxy.number).atexit = False
            return proxy

        what = f"`{name}(…)`" if op == "model.build" else f"Using {label}"
        proxy: ModelProxy = self._observe(op, name, args, kwargs, what=what, valid=valid)
        return proxy

    def observe_model(
        self, op: str, what: str, args: tuple[Any, ...], kwargs: dict[str, Any], valid: Callable[[Any, str], Any]
    ) -> Any:
        """What an operation on a model gives."""
        return self._observe(op, "", args, kwargs, what=what, valid=valid)

    def _observe(
        self,
        op: str,
        name: str,
        args: tuple[Any, ...] | None,
        kwargs: dict[str, Any],
        *,
        what: str = "",
        valid: Callable[[Any, str], Any] | None = None,
    ) -> Any:
        content: dict[str, Any] = {"op": op, "name": name}
        if self._dropped:
            content["forget"], self._dropped[:] = list(self._dropped), []
        buffers: list[bytes] = []
        if args is not None:
            content["arguments"], buffers = wire.encode((args, kwargs))
            args, kwargs = copy.deepcopy(args), copy.deepcopy(kwargs)  # the record outlives later changes by the check
        what = what or (f"`{name}`" if args is None else f"`{name}(…)`")
        more = {"training": True} if op == "model.fit" else {}
        reply, data = self._kernel.request(content, buffers, what, **more)
        try:
            result = unpack(reply, data, name, what)
            if valid is not None:
                result = valid(result, what)
        except StudentError as problem:
            self.calls.append(Call(op=op, name=name, args=args, kwargs=kwargs, result=None, error=problem.name))
            raise
        seen = result[0] if op == "call_and_keep" else result
        self.calls.append(Call(op=op, name=name, args=args, kwargs=kwargs, result=copy.deepcopy(seen)))
        return result


def _parsed(source: str) -> ast.Module | None:
    lines = [("pass" if line.lstrip().startswith(("%", "!")) else line) for line in source.splitlines()]
    try:
        with warnings.catch_warnings(action="ignore"):  # a student's invalid escape sequence is not the grader's warning
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class ReferenceStudent(Student):
    """Answers a check as a student would whose functions are the reference's; source texts stay the student's."""

    def __init__(self, reference: ModuleType, student: Student) -> None:
        super().__init__(LocalKernel(vars(reference)), student._sources, student._later)
