"""A check's observations made once more, on trusted names: what would the reference, or a misconception, have answered?

What depends on chance says nothing: the outputs of a model whose weights nobody has set, and whatever trains. Such answers are
no evidence for or against a misconception; the structure of models is, and what follows from weights that the check put in.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from autograder.grading.local_kernel import LocalKernel
from autograder.grading.reply import StudentError, unpack
from autograder.grading.student import Call
from autograder.sandbox import wire

__all__ = ["Answer", "Replay", "seen"]

Answer = tuple[Any, str]
"""(result, exception class name); the result is None when there is an exception."""
_MAKES = {"model.bound", "model.build", "model.given", "model.copy"}
_STRUCTURE = {*_MAKES, "model.config", "model.set_weights", "model.compile"}
"""Operations whose answers do not depend on a model's weights."""
_TRAINS = {"model.train_step", "model.fit"}
_STYLE = ("_initializer", "dtype", "quantization_config")
"""Endings of settings in which right solutions differ as well."""


class Replay:
    """Takes one check's calls in order; :meth:`answer` says what ``names`` would have answered.

    Attributes:
        names: global names, as the notebook would define them.
        models: those of them whose models are to be compared; None: all.
    """

    def __init__(self, names: Mapping[str, Any], models: Collection[str] | None = None) -> None:
        self.names = names
        self.models = names if models is None else models
        self._kernel = LocalKernel(names)
        self._models: dict[int, wire.Kept] = {}
        """Ours by the student's number; one that is missing cannot be followed."""
        self._fixed: set[int] = set()
        """The student's numbers of models whose weights the check has set."""

    def answer(self, call: Call) -> Answer | None:
        """What the call gives here, in the form of :func:`seen`; None when it says nothing."""
        models = set(_numbers((call.args, call.kwargs)))
        if not models <= self._models.keys():
            return None
        if call.op in _TRAINS:
            self._fixed -= models
        if call.op in _TRAINS or call.op == "model.history" or (call.op == "model.bound" and call.name not in self.models):
            return None
        if call.op not in _STRUCTURE and not models <= self._fixed:
            self._lose(models if call.op.startswith("call") else set())
            return None
        try:
            with _without_training():
                return self._asked(call, models)
        except _Trained:
            self._lose(models)
            return None

    def _asked(self, call: Call, models: set[int]) -> Answer:
        content: dict[str, Any] = {"op": call.op, "name": call.name}
        buffers: list[bytes] = []
        if call.args is not None:
            content["arguments"], buffers = wire.encode(self._translated((call.args, dict(call.kwargs))))
        try:
            result = unpack(*self._kernel.request(content, buffers, ""), call.name, "it")
        except StudentError as problem:
            return None, problem.name
        made = _number(call.result)
        if call.op in _MAKES and made:
            self._models[made] = _kept(result)
        if call.op == "model.given" or (call.op == "model.copy" and models <= self._fixed):
            self._fixed.add(made)
        if call.op == "model.set_weights":
            self._fixed |= models
        return _comparable(call.op, result[0] if call.op == "call_and_keep" else result), ""

    def _translated(self, value: Any) -> Any:
        """``value`` with our models in place of the student's."""
        if isinstance(value, wire.Kept):
            return self._models[value.number]
        if isinstance(value, (list, tuple)):
            return (list if isinstance(value, list) else tuple)(map(self._translated, value))
        if isinstance(value, dict):
            return {key: self._translated(item) for key, item in value.items()}
        return value

    def _lose(self, models: set[int]) -> None:
        """Follow these no further: a function may have changed them."""
        for number in models:
            del self._models[number]


def seen(call: Call) -> Answer:
    """What the student's code answered, without what right solutions differ in."""
    return _comparable(call.op, call.result) if not call.error else None, call.error


def _comparable(op: str, result: Any) -> Any:
    if op in _MAKES:
        return True  # that there is a model; its number says nothing
    if op == "model.config" and isinstance(result, dict):
        layers = [_structure(layer) for layer in result["layers"]]
        return {**result, "metrics": None, "layers": layers, "loss": _loss(result["loss"])}
    return result


def _loss(name: str | None) -> str | None:
    """A loss of Keras by name; that a function is the notebook's own, but not how the student called it."""
    losses = getattr(sys.modules.get("keras"), "losses", None)
    return name if name is None or hasattr(losses, name) else "a function of the notebook"


def _structure(layer: dict[str, Any]) -> dict[str, Any]:
    config = {name: value for name, value in layer["config"].items() if not name.endswith(_STYLE)}
    return {**layer, "name": "", "config": config}


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, wire.Kept):
        yield value.number
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _numbers(item)


def _number(value: Any) -> int:
    return value.number if isinstance(value, wire.Kept) else 0


def _kept(number: int) -> wire.Kept:
    kept = wire.Kept()
    kept.number = number
    return kept


class _Trained(BaseException):
    """Something trains; no ``Exception``, so that no handler in course material takes it for its own."""


@contextlib.contextmanager
def _without_training() -> Iterator[None]:
    """Stop at the first training with Keras: it takes time, and what comes of it depends on chance."""
    model = getattr(sys.modules.get("keras"), "Model", None)
    if model is None:
        yield
        return

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise _Trained

    before = {name: vars(model)[name] for name in ("fit", "train_on_batch") if name in vars(model)}
    model.fit = model.train_on_batch = refuse
    try:
        yield
    finally:
        for name in ("fit", "train_on_batch"):
            if name in before:
                setattr(model, name, before[name])
            else:
                delattr(model, name)
