"""What a check may ask of a Keras model in a student's process; imported only when a check first does.

Each operation takes the place, a name (or ""), and mostly a model. Where the student may have replaced a method of the model,
the base class's own is used. That keeps honest mistakes from showing up in odd places; it proves nothing: this code runs in the
student's process, and the trusted side treats every answer as data.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np

from autograder.sandbox.model_config import describe_model, loss_name, names_of_metrics
from autograder.sandbox.operations import Place, Refusal

__all__ = ["OPERATIONS"]

_makers: weakref.WeakKeyDictionary[Any, Callable[[], Any]] = weakref.WeakKeyDictionary()
"""How to make a model that a function built once more."""
_STUDENTS = "student:"
"""Before the name of a loss: a function of the student's notebook."""


def _bound(place: Place, name: str) -> int:
    """Number of the model bound to a global name."""
    return place.keep(_model(place.look_up(name), f"`{name}`"))


def _build(place: Place, name: str, /, *args: Any, **kwargs: Any) -> int:
    """Number of the model that a function returns."""

    def make() -> Any:
        return _model(place.look_up(name)(*args, **kwargs), f"the result of `{name}(…)`")

    model = make()
    _makers[model] = make
    return place.keep(model)


def _given(place: Place, name: str, text: str, weights: list[Any], settings: dict[str, Any]) -> int:
    """Number of a model made from its JSON config, its weights, and settings for compiling (none: left uncompiled)."""
    model = keras.models.model_from_json(text)
    model.set_weights(weights)
    if settings:
        _compile(place, name, model, **settings)
    return place.keep(model)


def _predict(place: Place, name: str, model: Any, x: Any, batch_size: int) -> Any:
    """The outputs as arrays, computed batch by batch in inference mode."""
    x = keras.tree.map_structure(_single, x)
    size = len(keras.tree.flatten(x)[0])
    parts = []
    with _inference(model):
        for start in range(0, max(size, 1), batch_size):
            part = _forward(model, keras.tree.map_structure(lambda array, at=start: array[at : at + batch_size], x))
            parts.append(keras.tree.map_structure(keras.ops.convert_to_numpy, part))
    return keras.tree.map_structure(lambda *arrays: np.concatenate(arrays), *parts)


def _weights(place: Place, name: str, model: Any) -> list[Any]:
    return keras.Model.get_weights(model)  # type: ignore[no-any-return]  # Keras's own annotation is missing


def _set_weights(place: Place, name: str, model: Any, weights: list[Any]) -> None:
    shapes = [tuple(weight.shape) for weight in keras.Model.get_weights(model)]
    if shapes != [tuple(weight.shape) for weight in weights]:
        raise Refusal("model", f"its weights have the shapes {_listed(shapes)}, and the weights of this check do not fit")
    keras.Model.set_weights(model, weights)


def _config(place: Place, name: str, model: Any) -> dict[str, Any]:
    return describe_model(model)


def _loss_on(place: Place, name: str, model: Any, x: Any, y: Any) -> float:
    """The compiled loss of all of ``x`` as one batch at the current weights, in inference mode."""
    _require_compiled(model)
    with _inference(model):
        outputs = _forward(model, keras.tree.map_structure(_single, x))
        targets = keras.tree.map_structure(lambda array: keras.ops.convert_to_tensor(_single(array)), y)
        return float(keras.Model.compute_loss(model, x=None, y=targets, y_pred=outputs))


def _train_step(place: Place, name: str, model: Any, x: Any, y: Any) -> float:
    """The loss of one batch before the step that it causes."""
    _require_compiled(model)
    return float(keras.Model.train_on_batch(model, x, y, return_dict=True)["loss"])


def _compile(place: Place, name: str, model: Any, *, optimizer: Any = "rmsprop", loss: Any, metrics: list[str]) -> None:
    """Compile with the check's settings; ``loss`` may be ``student:`` and the name of a function of the notebook."""
    if isinstance(loss, str) and loss.startswith(_STUDENTS):
        loss = place.look_up(loss.removeprefix(_STUDENTS))
    if isinstance(optimizer, dict):
        settings = {key: value for key, value in optimizer.items() if key != "name"}
        optimizer = keras.optimizers.get({"class_name": optimizer["name"], "config": settings})
    keras.Model.compile(model, optimizer=optimizer, loss=loss, metrics=metrics or None)


def _fit(place: Place, name: str, model: Any, x: Any, y: Any, **settings: Any) -> dict[str, list[float]]:
    """The history of one fit, seeded so that the same data and weights give the same."""
    _require_compiled(model)
    keras.utils.set_random_seed(settings.pop("seed"))
    return _floats(keras.Model.fit(model, x, y, verbose=0, **settings).history)


def _history(place: Place, name: str, model: Any) -> dict[str, list[float]]:
    """The history of the last fit; empty without one."""
    history = getattr(getattr(model, "history", None), "history", None)
    return _floats(history) if isinstance(history, dict) else {}


def _copy(place: Place, name: str, model: Any) -> int:
    """Number of a model of the same structure, weights and compile settings, with a fresh optimizer."""
    twin = _clone(model)
    twin.set_weights(keras.Model.get_weights(model))
    if getattr(model, "compiled", False):
        fresh = type(model.optimizer).from_config(model.optimizer.get_config())
        twin.compile(optimizer=fresh, loss=model.loss, metrics=names_of_metrics(model) or None)
    return place.keep(twin)


def _clone(model: Any) -> Any:
    """A model of the same structure. Raises Refusal for a class of the student's that cannot be made again."""
    ways: tuple[Callable[[Any], Any], ...] = (keras.models.clone_model, _made_again, _made_without_arguments)
    for way in ways:
        with contextlib.suppress(Exception):  # a class of the student's may say too little of itself, and fail anyhow
            return way(model)
    raise Refusal("model", "a model of its class cannot be copied; give the class a method `get_config`")


def _made_again(model: Any) -> Any:
    """What the function that built it gives once more."""
    return _makers[model]()


def _made_without_arguments(model: Any) -> Any:
    """A new model of a class whose ``__init__`` needs no arguments, with weights for the same input."""
    twin = type(model)()
    _forward(twin, np.zeros([size or 1 for size in model.get_build_config()["input_shape"]], np.float32))
    return twin


def _model(value: Any, what: str) -> Any:
    """``value`` if it is a Keras model; raises Refusal."""
    if not isinstance(value, keras.Model):
        raise Refusal("model", f"a Keras model is needed, but {what} is of type {type(value).__name__[:100]}")
    return value


def _require_compiled(model: Any) -> None:
    if loss_name(model) is None:
        raise Refusal("model", "it is not compiled with a loss")


def _forward(model: Any, x: Any) -> Any:
    """The model's outputs for one batch, without training behaviour of dropout and batch normalisation."""
    return keras.Model.__call__(model, x, training=False) if _takes_training(model) else keras.Model.__call__(model, x)


def _takes_training(model: Any) -> bool:
    return bool(getattr(model, "_call_has_training_arg", True))


@contextlib.contextmanager
def _inference(model: Any) -> Iterator[None]:
    """Without gradients, and plain torch modules inside the model in evaluation mode."""
    if keras.backend.backend() != "torch":
        yield
        return
    import torch

    mode = model.training
    torch.nn.Module.eval(model)
    try:
        with torch.no_grad():
            yield
    finally:
        torch.nn.Module.train(model, mode)


def _single(array: Any) -> Any:
    """Floats as float32 (Keras's own type), everything else as it is."""
    array = np.asarray(array)
    return array.astype(keras.config.floatx()) if array.dtype.kind == "f" else array


def _floats(history: dict[Any, Any]) -> dict[str, list[float]]:
    return {str(name): [float(value) for value in values] for name, values in history.items()}


def _listed(shapes: list[tuple[int, ...]]) -> str:
    return ", ".join(map(str, shapes[:12])) + (", …" if len(shapes) > 12 else "") if shapes else "of no weights at all"


OPERATIONS: dict[str, Callable[..., Any]] = {
    "model.bound": _bound,
    "model.build": _build,
    "model.given": _given,
    "model.predict": _predict,
    "model.weights": _weights,
    "model.set_weights": _set_weights,
    "model.config": _config,
    "model.loss_on": _loss_on,
    "model.train_step": _train_step,
    "model.compile": _compile,
    "model.fit": _fit,
    "model.history": _history,
    "model.copy": _copy,
}
