"""A check asks the student's Keras models for plain data, and hands them to the student's functions."""

from __future__ import annotations

import types
from typing import Any

import keras
import numpy as np
import pytest

from autograder.grading.local_kernel import LocalKernel
from autograder.grading.student import ReferenceStudent, Student, StudentError
from autograder.grading.student_model import ModelProxy
from autograder.sandbox import wire

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras's own, with numpy 2

X = np.random.default_rng(0).normal(size=(12, 6, 7, 1))
Y = np.eye(2)[np.random.default_rng(1).integers(2, size=12)]


def build_cnn(height: int, width: int, filters: int = 1) -> Any:
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((height, width, 1)),
            layers.Conv2D(filters, 5, padding="same", kernel_initializer="he_normal"),
            layers.MaxPooling2D((height, width)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="categorical_crossentropy", metrics=["acc"])
    return model


def nested(height: int, width: int) -> Any:
    base = keras.Sequential([keras.Input((height, width, 1)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()])
    base.trainable = False
    inputs = keras.Input((height, width, 1))
    model = keras.Model(inputs, keras.layers.Dense(1)(base(inputs)))
    model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer="sgd")
    return model


class Net(keras.Model):  # type: ignore[misc]  # Keras has no types that mypy could follow
    def __init__(self, units: int) -> None:
        super().__init__()
        self.norm = keras.layers.BatchNormalization()
        self.dense = keras.layers.Dense(units)

    def call(self, x: Any) -> Any:
        return self.dense(self.norm(keras.ops.max(x, axis=(1, 2))))


def net(units: int) -> Any:
    model = Net(units)
    model(np.zeros((1, 6, 7, 1), np.float32))
    return model


def nll(y: Any, out: Any) -> Any:
    mean, log_sd = out[:, 0], out[:, 1]
    return keras.ops.mean(log_sd + 0.5 * ((y - mean) / keras.ops.exp(log_sd)) ** 2)


def accuracy(model: Any, x: Any, y: Any) -> float:
    return float((model.predict(x, verbose=0).argmax(1) == y).mean())


NAMES = {
    "build_cnn": build_cnn,
    "nested": nested,
    "net": net,
    "nll": nll,
    "accuracy": accuracy,
    "number": lambda: 3,
    "numpy_loss": lambda y, out: np.mean(out.numpy()),
    "detached_loss": lambda y, out: out.detach().sum(),
    "plain_loss": lambda y, out: 1.0,
    "broken_loss": lambda y, out: y.no_such_thing,
}


@pytest.fixture
def student() -> Student:
    return Student(LocalKernel({**NAMES, "model": build_cnn(6, 7)}), {})


def test_a_model_of_the_notebook_and_one_built_are_kept(student: Student) -> None:
    assert student.model("model").predict(X).shape == (12, 2)
    built = student.build("build_cnn", 5, width=8, filters=3)
    assert built.predict(np.zeros((300, 5, 8, 1))).shape == (300, 2)
    assert built.predict(np.zeros((0, 5, 8, 1))).shape == (0, 2)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s: s.build("number"), "result of `number.*` is of type int"),
        (lambda s: s.model("accuracy"), "`accuracy` is of type function"),
        (lambda s: s.model("absent"), "`absent` is not defined"),
        (lambda s: s.model("model").predict(np.zeros((2, 3))), "Predicting with `model` stopped with ValueError"),
        (lambda s: s.build("net", 2).loss_on(X, Y), "not compiled"),
        (lambda s: s.model("model").set_weights([np.zeros(3)]), r"has the shapes|have the shapes \(5, 5, 1, 1\)"),
        (lambda s: s.model("model").compile(loss="student:absent"), "`absent` is not defined"),
    ],
)
def test_what_is_no_such_model_is_said_in_words(student: Student, ask: Any, words: str) -> None:
    with pytest.raises(StudentError, match=words) as caught:
        ask(student)
    assert "\x1b" not in str(caught.value)
    assert "Arguments received" not in str(caught.value)


def test_the_config_is_plain(student: Student) -> None:
    config = student.model("model").config()
    convolution, *_, dense = config["layers"]
    assert [layer["class"] for layer in config["layers"]] == ["Conv2D", "MaxPooling2D", "Flatten", "Dropout", "Dense"]
    assert convolution["output_shape"] == (None, 6, 7, 1)
    assert (convolution["params"], convolution["trainable"]) == (26, True)
    assert convolution["config"]["kernel_size"] == (5, 5)
    assert convolution["config"]["kernel_initializer"] == "HeNormal"
    assert convolution["config"]["dtype"] == "float32"
    assert (convolution["config"]["activation"], dense["config"]["activation"]) == ("linear", "softmax")
    assert (config["loss"], config["from_logits"], config["metrics"]) == ("categorical_crossentropy", False, ["accuracy"])
    assert config["optimizer"] == {"class": "Adam", "learning_rate": 0.01}


def test_nested_and_frozen_layers_are_listed_in_their_place(student: Student) -> None:
    config = student.build("nested", 6, 7).config()
    assert [(layer["class"], layer["trainable"]) for layer in config["layers"]] == [
        ("Conv2D", False),
        ("Flatten", False),
        ("Dense", True),
    ]
    assert (config["loss"], config["from_logits"]) == ("binary_crossentropy", True)


def test_a_subclass_says_what_it_can(student: Student) -> None:
    config = student.build("net", 3).config()
    assert [(layer["class"], layer["params"], layer["output_shape"]) for layer in config["layers"]] == [
        ("BatchNormalization", 4, None),
        ("Dense", 6, None),
    ]
    assert (config["loss"], config["optimizer"]) == (None, None)


def test_weights_can_be_transplanted_and_are_counted(student: Student) -> None:
    mine, theirs = build_cnn(6, 7, 2), student.build("build_cnn", 6, 7, 2)
    theirs.set_weights(mine.get_weights())
    np.testing.assert_allclose(theirs.predict(X, batch_size=5), mine.predict(X, verbose=0), rtol=1e-5)
    assert theirs.count_params() == mine.count_params()
    assert [weight.shape for weight in theirs.weights()] == [weight.shape for weight in mine.get_weights()]


def test_a_copy_keeps_the_original_from_harm(student: Student) -> None:
    model = student.model("model")
    before, loss = model.predict(X), model.loss_on(X, Y)
    twin = model.copy()
    np.testing.assert_array_equal(twin.predict(X), before)
    assert twin.loss_on(X, Y) == loss
    twin.train_step(X, Y)
    twin.fit(X, Y, epochs=1)
    assert not np.array_equal(twin.predict(X), before)
    np.testing.assert_array_equal(model.predict(X), before)
    assert twin.config()["optimizer"] == model.config()["optimizer"]


class Bare(Net):
    def __init__(self) -> None:
        super().__init__(2)


def test_a_subclass_without_a_config_can_be_copied(student: Student) -> None:
    bare = Bare()
    bare(np.zeros((1, 6, 7, 1), np.float32))
    student._kernel = LocalKernel({**NAMES, "bare": bare, "needs_units": net(2)})
    for model in (student.build("net", 3), student.model("bare")):
        np.testing.assert_array_equal(model.copy().predict(X), model.predict(X))
    with pytest.raises(StudentError, match="cannot be copied"):
        student.model("needs_units").copy()


def test_the_loss_is_that_of_the_formula(student: Student) -> None:
    model = student.model("model")
    right = -np.log((model.predict(X) * Y).sum(axis=1)).mean()
    assert model.loss_on(X, Y) == pytest.approx(right, rel=1e-5)
    twin = model.copy()
    twin.compile(optimizer={"name": "SGD", "learning_rate": 0.5}, loss="mse")
    assert twin.config()["loss"] == "mean_squared_error"
    assert twin.config()["optimizer"] == {"class": "SGD", "learning_rate": 0.5}
    assert twin.loss_on(X, Y) == pytest.approx(((model.predict(X) - Y) ** 2).mean(), rel=1e-5)


def test_a_loss_of_the_notebook_can_be_compiled_in(student: Student) -> None:
    model = student.build("net", 2)
    model.compile(optimizer={"name": "sgd", "learning_rate": 0.01}, loss="student:nll")
    assert model.config()["loss"] == "nll"
    before = model.loss_on(X, Y[:, 0])
    for _ in range(5):
        model.train_step(X, Y[:, 0])
    assert model.loss_on(X, Y[:, 0]) < before


def test_training_with_the_same_seed_gives_the_same(student: Student) -> None:
    first, second = student.model("model").copy(), student.model("model").copy()
    for twin in (first, second):
        twin.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    without_dropout = student.given(mlp(), loss="mse", optimizer="adam")
    again = student.given(keras.models.clone_model(mlp()), loss="mse", optimizer="adam")
    again.set_weights(without_dropout.weights())
    x = np.linspace(0, 1, 40).reshape(10, 4)
    histories = [
        m.fit(x, x[:, :3], epochs=3, batch_size=4, validation_data=(x, x[:, :3]), seed=5) for m in (without_dropout, again)
    ]
    assert histories[0] == histories[1]
    assert {name: len(numbers) for name, numbers in histories[0].items()} == {"loss": 3, "val_loss": 3}
    assert without_dropout.history() == histories[0]
    assert student.model("model").history() == {}


def mlp() -> Any:
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(5, activation="tanh"), keras.layers.Dense(3)])


def test_models_are_arguments_of_the_students_functions(student: Student) -> None:
    mine = mlp()
    x = np.random.default_rng(2).normal(size=(9, 4)).astype(np.float32)
    theirs = student.given(mine)
    right = float((mine.predict(x, verbose=0).argmax(1) == 1).mean())
    assert student.accuracy(theirs, x, np.ones(9)) == right
    assert student.accuracy(x=x, y=np.ones(9), model=theirs) == right
    result, left = student.after("accuracy", theirs, x, np.ones(9))
    assert result == right
    assert left[0] is theirs
    assert student.error_of("accuracy", theirs, 1, 2) == "ValueError"


def test_records_hold_models_by_number_only(student: Student) -> None:
    model = student.model("model")
    student.accuracy(model, X, np.ones(12))
    model.predict(X)
    for call in student.calls[1:]:
        assert call.args is not None
        assert type(call.args[0]) is wire.Kept
        assert call.args[0].number == model.number
    assert [call.op for call in student.calls] == ["model.bound", "call", "model.predict"]


def test_models_that_no_check_holds_any_more_are_dropped() -> None:
    kernel = LocalKernel({**NAMES, "model": build_cnn(6, 7)})
    student = Student(kernel, {})
    student.model("model").copy().predict(X)
    kept = student.model("model")
    assert list(kernel._place.kept) == [kept.number]


def test_a_model_of_a_process_that_ended_is_missed_in_words(student: Student) -> None:
    model = student.model("model")
    student._kernel = LocalKernel(NAMES)
    with pytest.raises(StudentError, match="ended its Python process"):
        model.predict(X)
    with pytest.raises(StudentError, match="ended its Python process"):
        student.accuracy(model, X, 1)


def test_the_gradient_of_a_loss_is_that_of_the_formula(student: Student) -> None:
    rng = np.random.default_rng(3)
    y, out = rng.normal(size=5), rng.normal(size=(5, 2))
    z = (y - out[:, 0]) / np.exp(out[:, 1])
    right = np.stack([-z / np.exp(out[:, 1]), 1 - z**2], axis=1) / 5
    np.testing.assert_allclose(student.grad("nll", (y, out), wrt=1), right, rtol=1e-4, atol=1e-6)
    assert student.grad("nll", (y, out)).shape == (5,)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("numpy_loss", "does not flow: a tensor is turned into numpy"),
        ("detached_loss", "does not flow: the result does not depend"),
        ("plain_loss", "does not flow: the result is of type float"),
        ("broken_loss", "stopped with AttributeError"),
        ("absent", "`absent` is not defined"),
    ],
)
def test_a_gradient_that_does_not_flow_is_told_kindly(student: Student, name: str, words: str) -> None:
    with pytest.raises(StudentError, match=words):
        student.grad(name, (np.ones(3), np.ones((3, 2))), wrt=1)


def test_a_check_can_be_tried_on_the_references_models(student: Student) -> None:
    reference = ReferenceStudent(types.ModuleType("reference"), student)
    reference._kernel = LocalKernel(NAMES)
    assert isinstance(reference.build("build_cnn", 6, 7), ModelProxy)
    with pytest.raises(AttributeError):
        reference.build("build_cnn", 6, 7).no_such_method()  # type: ignore[attr-defined]  # a check's typing mistake


class Forger:
    """Answers every question with the same value."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def request(self, content: Any, buffers: Any, what: str, *, training: bool = False) -> tuple[dict[str, Any], list[Any]]:
        tree, data = wire.encode(self.value)
        return {"status": "ok", "value": tree}, list(data)


LAYER = {"class": "Dense", "name": "d", "config": {}, "output_shape": (None, 2), "params": 1, "trainable": True}
CONFIG = {"layers": [LAYER], "loss": None, "from_logits": None, "optimizer": None, "metrics": []}


def test_a_config_of_the_right_form_is_taken() -> None:
    assert ModelProxy(Student(Forger(CONFIG), {}), 1, "`model`").config() == CONFIG


@pytest.mark.parametrize(
    "lie",
    [
        {**CONFIG, "more": 1},
        {**CONFIG, "layers": {}},
        {**CONFIG, "layers": [7]},
        {**CONFIG, "layers": [{**LAYER, "params": -1}]},
        {**CONFIG, "layers": [{**LAYER, "params": True}]},
        {**CONFIG, "layers": [{**LAYER, "output_shape": [1]}]},
        {**CONFIG, "layers": [{**LAYER, "output_shape": (1.5,)}]},
        {**CONFIG, "layers": [{**LAYER, "config": {"units": np.ones(2)}}]},
        {**CONFIG, "layers": [{**LAYER, "config": {"rate": float("nan")}}]},
        {**CONFIG, "layers": [{**LAYER, "trainable": 1}]},
        {**CONFIG, "loss": 3},
        {**CONFIG, "from_logits": 1},
        {**CONFIG, "optimizer": {"class": "Adam"}},
        {**CONFIG, "optimizer": {"class": "Adam", "learning_rate": float("inf")}},
        {**CONFIG, "metrics": [1]},
    ],
)
def test_a_forged_config_is_refused(lie: Any) -> None:
    with pytest.raises(StudentError, match="cannot be used"):
        ModelProxy(Student(Forger(lie), {}), 1, "`model`").config()


@pytest.mark.parametrize("number", [0, -1, True, 1.0, "1", None, 2**60, [1]])
def test_a_forged_number_of_a_model_is_refused(number: Any) -> None:
    with pytest.raises(StudentError, match="cannot be used"):
        Student(Forger(number), {}).model("model")


@pytest.mark.parametrize(
    ("ask", "lies"),
    [
        (lambda m: m.predict(X), [np.ones(3), np.full((12, 2), np.nan), np.ones((12, 2), complex), 1, [], None, {"a": 1}]),
        (lambda m: m.weights(), [np.ones(3), [1.0], [np.array([np.inf])], "w"]),
        (lambda m: m.count_params(), [7, [7]]),
        (lambda m: m.loss_on(X, Y), [1, True, float("nan"), float("inf"), np.float64(1), "0"]),
        (lambda m: m.train_step(X, Y), [None, float("nan")]),
        (lambda m: m.history(), [[], {"loss": 1.0}, {"loss": [1]}, {1: [1.0]}, {"loss": [float("nan")]}]),
        (lambda m: m.fit(X, Y, epochs=2), [{}, {"loss": []}, {"loss": [1.0, 1.0, 1.0]}, {"accuracy": [1.0]}]),
    ],
)
def test_forged_answers_are_the_students_failure(ask: Any, lies: list[Any]) -> None:
    for lie in lies:
        with pytest.raises(StudentError):
            ask(ModelProxy(Student(Forger(lie), {}), 1, "`model`"))


@pytest.mark.parametrize("lie", [np.ones(3), np.ones((3, 2), int), 1.0, None])
def test_a_forged_gradient_is_refused(lie: Any) -> None:
    with pytest.raises(StudentError, match="cannot be used"):
        Student(Forger(lie), {}).grad("nll", (np.ones(3), np.ones((3, 2))), wrt=1)
