"""What a check may ask of a student's functions, carried out on a namespace of plain Python names.

The student's kernel answers with :func:`answer` from the notebook's names. The trusted side uses the same operations on the
reference's names and on a misconception's, so that both answer a check's questions in the same way.

Operations on models and gradients are in modules of their own: a course without Keras pays nothing for it. Whose checks ask
for them should preload ``keras``; a warm kernel then has them before it is forked.
"""

from __future__ import annotations

import importlib
import itertools
import random
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.sandbox import wire

__all__ = ["MissingName", "Place", "Refusal", "answer", "describe", "import_ready", "perform", "seed"]

_MAX_FRAMES = 12
_MAX_MESSAGE = 2000
_MODULES = {"model": "autograder.sandbox.models", "grad": "autograder.sandbox.gradient"}
"""Where operations named ``prefix`` or ``prefix.something`` are; each such module has a dict ``OPERATIONS``."""


class MissingName(Exception):
    """The notebook defines no such name."""


class Refusal(Exception):
    """The student's code gave something that the question cannot use.

    Attributes:
        kind: ``model`` (it is no Keras model, or not one that can do this), ``gradient`` (none flows back).
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class Place:
    """Where operations work: a namespace, and objects kept between questions under numbers.

    Attributes:
        names: global names of the notebook, or of a reference.
        kept: the kept objects. The numbers begin at random, so that one given by an earlier process is unknown.
    """

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names
        self.kept: dict[int, Any] = {}
        self._numbers = itertools.count(1 + secrets.randbelow(2**40))

    def look_up(self, name: str) -> Any:
        """The value of a name; raises MissingName."""
        if name not in self.names:
            raise MissingName(name)
        return self.names[name]

    def keep(self, value: Any) -> int:
        """Keep an object; returns its number."""
        number = next(self._numbers)
        self.kept[number] = value
        return number


def answer(place: Place, content: Mapping[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The reply to a request: status ``ok`` and a value tree, or ``error`` with kind, name, text and frames.

    Only exceptions that are no ``Exception`` (exit, interrupt) pass through.
    """
    try:
        for number in content.get("forget", ()):
            place.kept.pop(number, None)
        args, kwargs = (), {}
        if "arguments" in content:
            args, kwargs = wire.decode(content["arguments"], buffers, tensors=True, kept=place.kept)
        tree, out = wire.encode(perform(place, content["op"], content.get("name", ""), args, kwargs))
        return {"status": "ok", "value": tree}, out
    except wire.LostObject:
        return _error("lost", "ReferenceError", ""), []
    except wire.WireError as problem:
        return _error("wire", "TypeError", str(problem)), []
    except MissingName as problem:
        return _error("missing", "NameError", str(problem)), []
    except Refusal as problem:
        return _error(problem.kind, "TypeError", str(problem)[:_MAX_MESSAGE]), []
    except Exception as problem:  # whatever the student's code raises is an answer
        return describe(problem), []


def perform(place: Place, op: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Carry out one operation; raises whatever the code called raises, MissingName, Refusal or WireError."""
    if op in _OPERATIONS:
        return _OPERATIONS[op](place, name, *args, **kwargs)
    operation = importlib.import_module(_MODULES[op.partition(".")[0]]).OPERATIONS[op]
    return operation(place, name, *args, **kwargs)


def import_ready() -> None:
    """Import the operations whose libraries are there already; a kernel forked later may not see the files of this package."""
    for library, prefix in (("keras", "model"), ("torch", "grad")):
        if library in sys.modules:
            importlib.import_module(_MODULES[prefix])


def describe(problem: BaseException) -> dict[str, Any]:
    """An exception as plain data: class name, text, and the student's frames as ``[function, line, source]``."""
    frames = [
        [frame.name[:200], frame.lineno or 0, (frame.line or "")[:300]]
        for frame in traceback.extract_tb(problem.__traceback__)
        if "ipykernel_" in frame.filename or frame.filename.startswith("<ipython-input")
    ]
    try:
        text = str(problem)[:_MAX_MESSAGE]
    except Exception:  # an exception class of the student may fail to print itself
        text = ""
    return {**_error("raised", type(problem).__name__[:200], text), "frames": frames[-_MAX_FRAMES:]}


def seed(number: int) -> None:
    """Seed ``random`` (Keras draws its seeds from it), numpy's legacy generator and torch, if imported; 0 ≤ number < 2**63."""
    random.seed(number)
    np.random.seed(number % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(number)


def _error(kind: str, name: str, text: str) -> dict[str, Any]:
    return {"status": "error", "kind": kind, "name": name, "text": text, "frames": []}


def _value(place: Place, name: str) -> Any:
    return place.look_up(name)


def _call(place: Place, name: str, /, *args: Any, **kwargs: Any) -> Any:
    return place.look_up(name)(*args, **kwargs)


def _call_and_keep(place: Place, name: str, /, *args: Any, **kwargs: Any) -> Any:
    """The result and the positional arguments as the call left them (to see inputs changed in place); None for kept objects."""
    result = place.look_up(name)(*args, **kwargs)
    kept = {id(value) for value in place.kept.values()}
    return result, tuple(None if id(argument) in kept else argument for argument in args)


_OPERATIONS: dict[str, Callable[..., Any]] = {"value": _value, "call": _call, "call_and_keep": _call_and_keep}
