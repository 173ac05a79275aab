"""``student.model(…)`` in a hidden check: a Keras model that lives in the student's process, asked for plain data only."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from autograder.grading import model_data
from autograder.sandbox import wire

__all__ = ["ModelProxy", "Observer"]

Array = np.ndarray[Any, Any]


class Observer(Protocol):
    """What a proxy needs of ``student``."""

    def observe_model(
        self, op: str, what: str, args: tuple[Any, ...], kwargs: dict[str, Any], valid: Callable[[Any, str], Any]
    ) -> Any:
        """The answer to one operation, as ``valid(value, what)`` returns it; raises StudentError."""

    def keep_model(self, op: str, name: str, label: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> ModelProxy:
        """A proxy of the model that an operation makes; raises StudentError."""


class ModelProxy(wire.Kept):
    """A model in the student's process: one of the notebook, one that a function built, or one that the check sent.

    Everything it returns is data of the student's process: of the right form, but no more to be believed than any other answer.
    A proxy may stand wherever the student's functions expect a model.
    """

    def __init__(self, student: Observer, number: int, label: str) -> None:
        """``number``: under which the student's process keeps it; ``label``: its name in messages to the student."""
        self._student = student
        self.number = number
        self._label = label

    def __deepcopy__(self, memo: object) -> wire.Kept:
        """What a record of the calls holds of it: the number alone."""
        kept = wire.Kept()
        kept.number = self.number
        return kept

    def predict(self, x: Array | Sequence[Array], *, batch_size: int = 256) -> Any:
        """The model's outputs in inference mode (no dropout, batch normalisation by its moving statistics).

        Args:
            x: input array, first axis the examples; a list of arrays for a model of several inputs.
            batch_size: examples computed at once.

        Returns:
            One array with as many examples; a list of arrays for a model of several outputs.

        Raises:
            StudentError: it cannot, or its outputs are not finite numbers for as many examples.
        """
        examples = len(x[0] if isinstance(x, (list, tuple)) else x)
        return self._ask("predict", "Predicting with", x, batch_size, valid=model_data.outputs(examples))

    def weights(self) -> list[Array]:
        """All weights in the order of ``get_weights()``."""
        weights: list[Array] = self._ask("weights", "Reading the weights of", valid=model_data.weights)
        return weights

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Put these in place of the model's weights. Raises StudentError when number or shapes do not fit."""
        self._ask("set_weights", "Setting the weights of", [np.asarray(weight) for weight in weights])

    def count_params(self) -> int:
        """Number of all weights, counted in the arrays that :meth:`weights` returns."""
        return sum(math.prod(weight.shape) for weight in self.weights())

    def config(self) -> dict[str, Any]:
        """Layers, loss, optimizer and metrics as plain values.

        ``layers``: list of dicts in order, those of nested models in their place, input layers left out, each with ``class``,
        ``name``, ``config`` (Keras's own, with activations by name, initializers and regularizers by class name),
        ``output_shape`` (None for the batch axis; None altogether where it is not known), ``params``, ``trainable``;
        ``loss``: its function's name, None for a model that is not compiled; ``from_logits``: bool, None for losses without;
        ``optimizer``: dict of ``class`` and ``learning_rate``, or None; ``metrics``: names.
        """
        config: dict[str, Any] = self._ask("config", "Describing", valid=model_data.config)
        return config

    def loss_on(self, x: Any, y: Any) -> float:
        """The compiled loss over all of ``x`` and ``y`` at the current weights, in inference mode."""
        loss: float = self._ask("loss_on", "Computing the loss of", x, y, valid=model_data.number)
        return loss

    def train_step(self, x: Any, y: Any) -> float:
        """One step of training on one batch; returns the batch's loss before it."""
        loss: float = self._ask("train_step", "Training", x, y, valid=model_data.number)
        return loss

    def compile(self, *, loss: str, optimizer: str | Mapping[str, Any] = "rmsprop", metrics: Sequence[str] = ()) -> None:
        """Compile with the check's own settings.

        Args:
            loss: a loss of Keras by name, or ``student:`` and the name of a function of the notebook.
            optimizer: name, or a dict of ``name`` and its settings: ``{"name": "adam", "learning_rate": 0.01}``.
            metrics: names.
        """
        self._ask("compile", "Compiling", **compile_settings(loss, optimizer, metrics))

    def fit(
        self,
        x: Any,
        y: Any,
        *,
        epochs: int = 1,
        batch_size: int = 32,
        shuffle: bool = True,
        validation_data: tuple[Any, Any] | None = None,
        seed: int = 0,
    ) -> dict[str, list[float]]:
        """Train; returns the history of this fit: one number per epoch for ``loss`` and each metric.

        ``seed`` decides the order of the examples and dropout, so that the same model gives the same. It may take all the time
        that is left to the check.
        """
        settings = {"epochs": epochs, "batch_size": batch_size, "shuffle": shuffle, "seed": seed}
        valid = model_data.history(epochs)
        history: dict[str, list[float]] = self._ask(
            "fit", "Training", x, y, valid=valid, validation_data=validation_data, **settings
        )
        return history

    def history(self) -> dict[str, list[float]]:
        """The history of the last fit of this very model; empty without one."""
        history: dict[str, list[float]] = self._ask("history", "Reading the history of", valid=model_data.history(None))
        return history

    def copy(self) -> ModelProxy:
        """A model of the same structure, weights and compile settings, to be changed without harm to this one."""
        return self._student.keep_model("model.copy", "", self._label, (self,), {})

    def _ask(
        self, op: str, doing: str, *args: Any, valid: Callable[[Any, str], Any] = model_data.nothing, **kwargs: Any
    ) -> Any:
        return self._student.observe_model(f"model.{op}", f"{doing} {self._label}", (self, *args), kwargs, valid)


def compile_settings(loss: str | None, optimizer: str | Mapping[str, Any], metrics: Sequence[str]) -> dict[str, Any]:
    """Settings for compiling as plain values."""
    chosen = optimizer if isinstance(optimizer, str) else dict(optimizer)
    return {"loss": loss, "optimizer": chosen, "metrics": list(metrics)}
