"""What a student's process says of a model, looked at field by field: the right form and finite numbers, or a StudentError."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.grading.reply import StudentError

__all__ = ["config", "handle", "history", "nothing", "number", "outputs", "weights"]

Array = np.ndarray[Any, Any]
_MOST_NUMBERED = 2**53
_MOST_LAYERS = 5000
_LAYER = {"class", "name", "config", "output_shape", "params", "trainable"}
_MODEL = {"layers", "loss", "from_logits", "optimizer", "metrics"}


def handle(value: Any, what: str) -> int:
    """The number under which a model is kept."""
    if type(value) is not int or not 0 < value < _MOST_NUMBERED:
        raise _odd(what)
    return value


def nothing(value: Any, what: str) -> None:
    """No result is expected; whatever came is dropped."""


def number(value: Any, what: str) -> float:
    """One finite number."""
    if type(value) is not float:
        raise _odd(what)
    if not math.isfinite(value):
        raise StudentError(f"{what} gave {value}, which is not a finite number.", name="ValueError")
    return value


def outputs(examples: int) -> Callable[[Any, str], Any]:
    """An array of finite numbers for ``examples`` examples, or a list of such arrays."""

    def valid(value: Any, what: str) -> Any:
        if isinstance(value, (list, tuple)) and 0 < len(value) <= _MOST_LAYERS:
            return [valid(part, what) for part in value]
        found = _finite(value, what)
        if not found.shape or len(found) != examples:
            raise StudentError(f"{what} gave an array of shape {found.shape}: not one row per example.", name="ValueError")
        return found

    return valid


def weights(value: Any, what: str) -> list[Array]:
    """A list of arrays of finite numbers."""
    if not isinstance(value, list) or len(value) > _MOST_LAYERS:
        raise _odd(what)
    return [_finite(array, what) for array in value]


def history(epochs: int | None) -> Callable[[Any, str], dict[str, list[float]]]:
    """Lists of finite numbers by name, of at most ``epochs`` each and not empty; ``epochs`` None: of any length."""

    def valid(value: Any, what: str) -> dict[str, list[float]]:
        if not isinstance(value, dict) or (epochs is not None and "loss" not in value):
            raise _odd(what)
        for name, numbers in value.items():
            if type(name) is not str or type(numbers) is not list or not all(type(number) is float for number in numbers):
                raise _odd(what)
            if epochs is not None and not 0 < len(numbers) <= epochs:
                raise _odd(what)
            if not all(map(math.isfinite, numbers)):
                raise StudentError(f"{what} gave numbers that are not finite: the training ran away.", name="ValueError")
        return value

    return valid


def config(value: Any, what: str) -> dict[str, Any]:
    """A model's description, as :meth:`autograder.grading.student_model.ModelProxy.config` says."""
    if not (isinstance(value, dict) and set(value) == _MODEL and type(value["layers"]) is list):
        raise _odd(what)
    fine = (
        len(value["layers"]) <= _MOST_LAYERS
        and all(map(_is_layer, value["layers"]))
        and _is_text(value["loss"], None)
        and (value["from_logits"] is None or type(value["from_logits"]) is bool)
        and _is_optimizer(value["optimizer"])
        and type(value["metrics"]) is list
        and all(map(_is_text, value["metrics"]))
    )
    if not fine:
        raise _odd(what)
    return value


def _is_layer(layer: Any) -> bool:
    return (
        isinstance(layer, dict)
        and set(layer) == _LAYER
        and _is_text(layer["class"])
        and _is_text(layer["name"])
        and isinstance(layer["config"], dict)
        and all(map(_is_text, layer["config"]))
        and all(map(_is_plain, layer["config"].values()))
        and (
            layer["output_shape"] is None
            or (type(layer["output_shape"]) is tuple and all(map(_is_size, layer["output_shape"])))
        )
        and type(layer["params"]) is int
        and layer["params"] >= 0
        and type(layer["trainable"]) is bool
    )


def _is_optimizer(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and set(value) == {"class", "learning_rate"}
        and _is_text(value["class"])
        and type(value["learning_rate"]) is float
        and math.isfinite(value["learning_rate"])
    )


def _is_text(value: Any, *others: Any) -> bool:
    return type(value) is str or any(value is other for other in others)


def _is_size(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 0)


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_text, value)) and all(map(_is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value))


def _finite(value: Any, what: str) -> Array:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        raise _odd(what)
    if not np.isfinite(value).all():
        raise StudentError(f"{what} gave numbers that are not finite (NaN or infinity).", name="ValueError")
    return value


def _odd(what: str) -> StudentError:
    return StudentError(f"{what} gave something that cannot be used.", name="TypeError")
