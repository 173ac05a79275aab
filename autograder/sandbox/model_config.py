"""A Keras model described in plain values: its layers, and what it was compiled with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import keras

__all__ = ["describe_model", "loss_name", "names_of_metrics"]

_DEPTH = 6
_ITEMS = 1000
_TEXT = 300


def describe_model(model: Any) -> dict[str, Any]:
    """Layers in order (those of nested models in their place, inputs left out), loss, optimizer and metrics.

    Returns:
        ``layers``: dicts of ``class``, ``name``, ``config`` (activations by name; initializers, regularizers and constraints by
        class name), ``output_shape`` (tuple with None for the batch; None where it is not known), ``params`` (count of all its
        weights), ``trainable`` (False also when a model around it is frozen); ``loss``: its function's name, None without;
        ``from_logits``: None where the loss has no such setting; ``optimizer``: ``class`` and ``learning_rate``, or None;
        ``metrics``: names.
    """
    return {
        "layers": [_describe_layer(layer, trainable) for layer, trainable in _layers(model, True)],
        "loss": loss_name(model),
        "from_logits": _from_logits(model),
        "optimizer": _optimizer(model),
        "metrics": names_of_metrics(model),
    }


def loss_name(model: Any) -> str | None:
    """``categorical_crossentropy`` for the text, the function and the class; a function of the student by its own name."""
    function = _function(_loss(model))
    return None if function is None else _name(function)


def names_of_metrics(model: Any) -> list[str]:
    """What was passed to ``compile`` as metrics, by name."""
    given = getattr(getattr(model, "_compile_metrics", None), "_user_metrics", None)
    flat = [metric for metric in keras.tree.flatten(given) if metric is not None]
    return [{"acc": "accuracy"}.get(name, name) for name in map(_name, flat)]


def _layers(model: Any, trainable: bool) -> Iterator[tuple[Any, bool]]:
    trainable = trainable and bool(model.trainable)
    for layer in model.layers:
        if isinstance(layer, keras.Model) and layer.layers:
            yield from _layers(layer, trainable)
        elif not isinstance(layer, keras.layers.InputLayer):
            yield layer, trainable and bool(layer.trainable)


def _describe_layer(layer: Any, trainable: bool) -> dict[str, Any]:
    config = _tried(layer.get_config) or {}
    return {
        "class": type(layer).__name__[:_TEXT],
        "name": str(layer.name)[:_TEXT],
        "config": {str(key)[:_TEXT]: _plain(value) for key, value in list(config.items())[:_ITEMS] if key != "name"},
        "output_shape": _shape(_tried(lambda: layer.output.shape)),
        "params": sum(math.prod(weight.shape) for weight in layer.weights),
        "trainable": trainable,
    }


def _tried(ask: Callable[[], Any]) -> Any:
    """What a layer says of itself; None where it cannot: one never called has no output, a custom one perhaps no config."""
    try:
        return ask()
    except Exception:
        return None


def _shape(shape: Any) -> tuple[int | None, ...] | None:
    try:
        return tuple(None if size is None else int(size) for size in shape)
    except (TypeError, ValueError):  # several outputs, or none
        return None


def _plain(value: Any, depth: int = 0) -> Any:
    """A config value as plain data; what Keras writes as ``{"class_name": …, "config": …}`` by its name."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value[:_TEXT]
    if isinstance(value, dict) and isinstance(value.get("class_name"), str):
        inner = value.get("config")
        if value["class_name"] == "DTypePolicy" and isinstance(inner, dict):
            return str(inner.get("name"))[:_TEXT]
        return (inner if value["class_name"] == "function" and isinstance(inner, str) else value["class_name"])[:_TEXT]
    if depth < _DEPTH and isinstance(value, dict):
        return {str(key)[:_TEXT]: _plain(item, depth + 1) for key, item in list(value.items())[:_ITEMS]}
    if depth < _DEPTH and isinstance(value, (list, tuple)):
        return type(value)([_plain(item, depth + 1) for item in value[:_ITEMS]])
    return _name(value)


def _name(value: Any) -> str:
    """The name of a function, metric or loss, however it was given."""
    if isinstance(value, str):
        return value[:_TEXT]
    own = getattr(value, "__name__", None) or (getattr(value, "name", None) if isinstance(value, keras.Metric) else None)
    return str(own or type(value).__name__)[:_TEXT]


def _loss(model: Any) -> Any:
    """What was passed to ``compile`` as loss; the only one of several if there is one."""
    loss = getattr(model, "loss", None) if getattr(model, "compiled", False) else None
    given = [one for one in keras.tree.flatten(loss) if one is not None]
    return given[0] if len(given) == 1 else ("several" if given else None)


def _function(loss: Any) -> Any:
    """The function behind a loss given as text, function or object."""
    if isinstance(loss, str) and loss != "several":
        loss = _tried(lambda: keras.losses.get(loss)) or loss
    return getattr(loss, "fn", loss)  # a Loss object that wraps a function has it there


def _from_logits(model: Any) -> bool | None:
    loss = _loss(model)
    given = getattr(loss, "_fn_kwargs", None)
    if isinstance(given, dict) and "from_logits" in given:
        return bool(given["from_logits"])
    name = loss_name(model)
    return False if name is not None and name.endswith("crossentropy") and hasattr(keras.losses, name) else None


def _optimizer(model: Any) -> dict[str, Any] | None:
    optimizer = getattr(model, "optimizer", None) if getattr(model, "compiled", False) else None
    if optimizer is None:
        return None
    # Keras keeps it as float32: 0.001 would come out as 0.0010000000475
    return {"class": type(optimizer).__name__[:_TEXT], "learning_rate": float(f"{float(optimizer.learning_rate):.6g}")}
