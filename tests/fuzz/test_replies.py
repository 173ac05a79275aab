"""Whatever a kernel replies, a check sees plain values or a failure in the student's words, never another error."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from hypothesis import strategies as st

from autograder.grade import CheckResult
from autograder.grading import kernel as kernel_module
from autograder.grading.check import CheckFailed, agree
from autograder.grading.diagnosis import _alike
from autograder.grading.student import Student, StudentError
from autograder.grading.student_model import ModelProxy
from autograder.sandbox import wire
from tests.fuzz import strategies
from tests.fuzz.cases import count, fuzz
from tests.fuzz.test_wire import is_plain

frames = st.lists(st.tuples(strategies.texts, st.integers(), strategies.texts).map(list), max_size=3)
replies = strategies.records(
    status=st.sampled_from(["ok", "ok", "ok", "error"]),
    value=strategies.trees,
    kind=st.sampled_from(["raised", "missing", "wire", "lost", "model", "gradient"]),
    name=strategies.texts,
    text=strategies.texts,
    frames=frames,
)


class FakeKernel:
    """Replies to everything with the same."""

    def __init__(self, reply: Any, data: list[Any]) -> None:
        self.reply, self.data = reply, data

    def request(
        self, content: dict[str, Any], buffers: list[bytes], what: str, *, training: bool = False
    ) -> tuple[dict[str, Any], list[Any]]:
        return kernel_module._fields({"content": self.reply, "buffers": self.data})


@fuzz(5000, reply=st.one_of(replies, replies, strategies.json_values), data=strategies.buffers)
def test_any_reply_is_a_value_or_a_students_error(reply: Any, data: list[bytes]) -> None:
    """Every way of asking gives a plain value or a StudentError whose message can be stored."""
    student = Student(FakeKernel(reply, data), {})
    questions = (
        lambda: student.mean(np.ones(3)),
        lambda: student["weights"],
        lambda: student.after("mean", [1.0], axis=0),
        lambda: student.error_of("mean", 1),
    )
    with warnings.catch_warnings(action="ignore"):
        for ask in questions:
            try:
                assert is_plain(ask())
            except StudentError as problem:
                storable(str(problem))
            assert is_plain(student.calls[-1].result)
    count("replies to a check")


def encoded(value: Any) -> Any:
    """The tree of a plain value without arrays."""
    return wire.encode(value)[0]


numbers = st.one_of(st.integers(-1, 2**54), st.floats(), st.booleans(), st.none())
layer_fields: dict[str, st.SearchStrategy[Any]] = {
    "class": strategies.texts,
    "name": strategies.texts,
    "config": st.dictionaries(
        strategies.texts, st.one_of(numbers, strategies.texts, st.lists(numbers, max_size=2)), max_size=3
    ),
    "output_shape": st.one_of(st.none(), st.lists(st.one_of(st.none(), st.integers(-1, 9)), max_size=4).map(tuple)),
    "params": st.integers(-1, 10**6),
    "trainable": st.booleans(),
}
layers = st.one_of(strategies.records(**layer_fields), st.fixed_dictionaries(layer_fields))
optimizer_fields = {"class": strategies.texts, "learning_rate": st.floats()}
config_fields: dict[str, st.SearchStrategy[Any]] = {
    "layers": st.lists(layers, max_size=2),
    "loss": st.one_of(st.none(), strategies.texts),
    "from_logits": st.one_of(st.none(), st.booleans()),
    "optimizer": st.one_of(st.none(), strategies.records(**optimizer_fields), st.fixed_dictionaries(optimizer_fields)),
    "metrics": st.lists(strategies.texts, max_size=2),
}
configs = st.one_of(strategies.records(**config_fields), st.fixed_dictionaries(config_fields))
histories = st.dictionaries(strategies.texts, st.lists(st.floats(), max_size=3), max_size=3)
answers = st.one_of(configs, histories, numbers, strategies.texts)


def about_a_model(value: Any) -> Any:
    """The reply that holds ``value``, or anything instead where no reply can hold it."""
    try:
        return {"status": "ok", "value": encoded(value)}
    except wire.WireError:
        return {"status": "ok", "value": value}


@fuzz(4000, reply=st.one_of(replies, answers.map(about_a_model), configs.map(about_a_model)), data=strategies.buffers)
def test_any_reply_about_a_model_is_of_the_right_form_or_a_students_error(reply: Any, data: list[bytes]) -> None:
    """Every question about a model gives values of the promised form, finite, or a StudentError that can be stored."""
    student = Student(FakeKernel(reply, data), {})
    model = ModelProxy(student, 7, "`model`")
    x = np.ones((2, 3))
    questions: tuple[tuple[Callable[[], Any], Callable[[Any], bool]], ...] = (
        (lambda: student.model("model").number, lambda number: type(number) is int and number > 0),
        (lambda: student.build("build", x).copy().number, lambda number: type(number) is int and number > 0),
        (lambda: student.grad("nll", (x, x)), lambda array: array.shape == (2, 3)),
        (lambda: model.predict(x), lambda out: all(len(part) == 2 for part in (out if isinstance(out, list) else [out]))),
        (model.weights, lambda arrays: all(np.isfinite(array).all() for array in arrays)),
        (model.count_params, lambda count: count >= 0),
        (lambda: model.loss_on(x, x), math.isfinite),
        (lambda: model.train_step(x, x), math.isfinite),
        (lambda: model.set_weights([x]), lambda nothing: nothing is None),
        (lambda: model.compile(loss="mse"), lambda nothing: nothing is None),
        (model.history, lambda found: all(math.isfinite(n) for numbers in found.values() for n in numbers)),
        (lambda: model.fit(x, x, epochs=2), lambda found: 0 < len(found["loss"]) <= 2),
        (model.config, lambda config: sum(layer["params"] for layer in config["layers"]) >= 0),
    )
    with warnings.catch_warnings(action="ignore"):
        for ask, right in questions:
            try:
                assert right(ask())
            except StudentError as problem:
                storable(str(problem))
    count("replies about a model")


@fuzz(
    2500,
    tree=strategies.trees,
    data=strategies.buffers,
    want=st.sampled_from([0.5, [1.0, 2.0], np.ones((2, 2)), 1j, 3, np.zeros(0)]),
)
def test_any_value_is_compared(tree: Any, data: list[bytes], want: Any) -> None:
    """Comparing what a student returned with what is right passes or fails, and diagnosis looks at it as well."""
    with warnings.catch_warnings(action="ignore"):
        try:
            got = Student(FakeKernel({"status": "ok", "value": tree}, data), {}).mean(1)
        except StudentError:
            got = None
        try:
            agree(got, want, "the mean of 3 values")
        except CheckFailed as problem:
            storable(str(problem))
        assert _alike((got, ""), (want, "")) in (True, False)
    count("comparisons of an answer")


messages = strategies.records(
    msg_type=st.sampled_from(["autograder_reply", "execute_reply"]),
    parent_header=strategies.records(msg_id=strategies.texts),
    content=replies,
    buffers=strategies.buffers,
)


@fuzz(1000, message=messages)
def test_any_message_is_taken_apart(message: dict[str, Any]) -> None:
    content, data = kernel_module._fields(message)
    assert type(content) is dict
    assert type(data) is list
    kernel_module._parent(message)
    count("reply messages")


def storable(message: str) -> None:
    """A message is kept in files: text without halves of characters, and not long."""
    assert len(message) < 2000
    msgspec.json.encode(CheckResult(check="c", title="t", question="q", weight=1, status="failed", message=message))
