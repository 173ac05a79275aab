"""Misconceptions about models and losses are named by what does not depend on chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.grading.diagnosis import Diagnostician
from autograder.grading.local_kernel import LocalKernel
from autograder.grading.reference import load_misconceptions, load_reference
from autograder.grading.replay import Replay
from autograder.grading.student import Student, StudentError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras's own, with numpy 2

REFERENCE = """
import keras, numpy as np
layers = keras.layers
def build(h, w, padding="same", activation="softmax"):
    model = keras.Sequential([keras.Input((h, w, 1)), layers.Conv2D(1, 3, padding=padding), layers.GlobalMaxPooling2D(),
                              layers.Dense(2, activation=activation)])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    return model
def nll(y, out):
    return keras.ops.mean(out[:, 1] + 0.5 * ((y - out[:, 0]) / keras.ops.exp(out[:, 1])) ** 2)
def accuracy(model, x, y):
    return float((keras.ops.convert_to_numpy(model(x)).argmax(1) == y).mean())
def train(model, x, y):
    return model.fit(x, y, verbose=0).history["loss"][-1]
model = build(4, 4)
"""
VALID = "def build(h, w, padding='valid', activation='softmax'):"
NUMPY = """
def nll(y, out):
    y, out = np.asarray(y), np.asarray(out)
    z = (y - out[:, 0]) / np.exp(out[:, 1])
    return np.mean(out[:, 1] + 0.5 * z**2)
"""
MISCONCEPTIONS = {
    "valid": REFERENCE.split("def nll")[0].replace('def build(h, w, padding="same", activation="softmax"):', VALID),
    "linear": REFERENCE.split("def nll")[0].replace('activation="softmax"', 'activation="linear"'),
    "numpy": NUMPY,
    "assigned": "model = build(4, 4, padding='valid')",
    "inverse": "def accuracy(model, x, y):\n    return float((keras.ops.convert_to_numpy(model(x)).argmin(1) == y).mean())",
}
STUDENT = """
import keras, numpy as np
layers = keras.layers
def functional(h, w, padding, activation):
    inputs = keras.Input((h, w, 1), name="picture")
    x = layers.Conv2D(1, 3, padding=padding, kernel_initializer="he_normal", name="kernel")(inputs)
    x = layers.Dense(2, activation=activation)(layers.GlobalMaxPooling2D()(x))
    model = keras.Model(inputs, x)
    model.compile(loss=keras.losses.CategoricalCrossentropy(), optimizer=keras.optimizers.Adam(), metrics=["accuracy"])
    return model
"""
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(8, 5, 6, 1)), np.eye(2)[[0, 1] * 4]
WEIGHTS = [RNG.normal(size=shape) for shape in ((3, 3, 1, 1), (1,), (1, 2), (2,))]


@pytest.fixture(scope="module")
def doctor(tmp_path_factory: pytest.TempPathFactory) -> Diagnostician:
    folder = tmp_path_factory.mktemp("reference")
    (folder / "reference.py").write_text(REFERENCE)
    (folder / "misconceptions").mkdir()
    for name, code in MISCONCEPTIONS.items():
        text = f'"""{name}"""\nQUESTION = "build"\nHINT = "{name}"\n\n# %% build\n{code}\n'
        (folder / "misconceptions" / f"{name}.py").write_text(text)
    return Diagnostician(folder, load_misconceptions(folder), load_reference(folder))


def student(padding: str = "same", activation: str = "softmax", code: str = "") -> Student:
    names: dict[str, Any] = {}
    own = f"def build(h, w): return functional(h, w, {padding!r}, {activation!r})\n"
    rest = "def nll" + REFERENCE.split("def nll")[1].split("model = build")[0]
    exec(STUDENT + own + rest + code + "\nmodel = build(4, 4)", names)  # noqa: S102  # what a notebook of this test would hold
    return Student(LocalKernel(names), {})


def named(doctor: Diagnostician, one: Student) -> str | None:
    found = doctor.diagnose("build", one.calls)
    return None if found is None else found.name


@pytest.mark.parametrize("wrong", [{"padding": "valid"}, {"activation": "linear"}, {}])
def test_a_wrong_structure_is_named_whatever_the_style(doctor: Diagnostician, wrong: dict[str, str]) -> None:
    one = student(**wrong)
    one.build("build", 5, 6).config()
    assert named(doctor, one) == next(iter(wrong.values()), None)


def test_a_model_of_the_notebook_is_compared_with_one_that_the_misconception_makes(doctor: Diagnostician) -> None:
    one = student(padding="valid")
    one.model("model").config()
    assert named(doctor, one) == "assigned"
    one.build("build", 5, 6).config()
    assert named(doctor, one) == "valid"


def test_outputs_count_when_the_check_has_set_the_weights(doctor: Diagnostician) -> None:
    one = student(activation="linear")
    model = one.build("build", 5, 6)
    model.set_weights(WEIGHTS)
    model.copy().predict(X)
    assert named(doctor, one) == "linear"


def test_what_depends_on_chance_counts_neither_for_nor_against(doctor: Diagnostician) -> None:
    one = student(padding="valid")
    model = one.build("build", 5, 6)
    model.predict(X)
    one.accuracy(model, X, Y[:, 1])
    assert named(doctor, one) is None
    other = one.build("build", 5, 6)
    other.config()
    other.train_step(X, Y)
    other.fit(X, Y)
    other.loss_on(X, Y)
    other.history()
    assert named(doctor, one) == "valid"


def test_functions_that_take_a_model_are_followed(doctor: Diagnostician) -> None:
    wrong = student(code=MISCONCEPTIONS["inverse"])
    given = wrong.given(student_model())
    wrong.accuracy(given, X, np.zeros(8))
    assert named(doctor, wrong) == "inverse"


def test_functions_that_train_say_nothing_and_are_not_waited_for(doctor: Diagnostician) -> None:
    one = student(code=MISCONCEPTIONS["inverse"])
    given = one.given(student_model(), loss="categorical_crossentropy")
    one.accuracy(given, X, np.zeros(8))
    one.train(given, X, Y)
    one.accuracy(given, X, np.zeros(8))
    assert named(doctor, one) == "inverse"


def test_a_gradient_that_does_not_flow_names_the_mistake(doctor: Diagnostician) -> None:
    one = student(code=MISCONCEPTIONS["numpy"])
    y, out = RNG.normal(size=6), RNG.normal(size=(6, 2))
    one.nll(y, out)
    with pytest.raises(StudentError, match="does not flow"):
        one.grad("nll", (y, out), wrt=1)
    assert named(doctor, one) == "numpy"


def test_training_is_possible_again_after_a_replay(doctor: Diagnostician) -> None:
    one = student()
    one.build("build", 5, 6).predict(X)
    names = dict(doctor._reference)
    for call in one.calls:
        Replay(names).answer(call)
    assert "fit" not in vars(names["keras"].Model)
    assert names["train"](names["build"](5, 6), X, Y) > 0


def student_model() -> Any:
    import keras

    model = keras.Sequential([keras.Input((5, 6, 1)), keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(2)])
    model.set_weights([np.array([[1.0, -1.0]]), np.array([-1.0, 1.0])])
    return model
