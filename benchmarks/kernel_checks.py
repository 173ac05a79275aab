"""Hidden checks inside the student's own kernel, where nbgrader and Otter run their tests.

The text of this file is put into those graders' tests, together with the texts of the checks, the reference and ``agree``, so
that every grader runs the same check functions on the same kind of random inputs. There is no trust line: student code and
checks share one namespace, as always with these graders. pytest itself is not imported; its names that checks use are replaced.
"""

import copy
import inspect
import sys
import types
import zlib

_OWN = ("check", "model_config", "reference")
"""Sources that are no check files."""


class HiddenChecks:
    """Check files, ready to be run against a notebook's namespace.

    Args:
        sources: module name → source text: ``check`` (what checks import from the grader), ``model_config`` (how it describes a
            model), ``reference``, ``conftest`` if there is one, and the check files.
        notebook: the student's global names.
    """

    def __init__(self, sources, notebook):
        pytest = _module("pytest", "")
        pytest.fixture = lambda function: function
        pytest.mark = types.SimpleNamespace(autograder_check=lambda **mark: lambda function: function)
        _module("autograder", "")
        _module("autograder.grading", "")
        self._check = _module("autograder.grading.check", sources["check"])
        reference = _module("reference", sources["reference"])
        self._fixtures = {
            "student": lambda: _Student(notebook, self._check.CheckFailed, sources["model_config"]),
            "reference": lambda: reference,
        }
        self._modules = {name: _module(name, text) for name, text in sources.items() if name not in _OWN}
        self._fixtures.update(vars(self._modules.get("conftest", types.SimpleNamespace())))

    def run(self, module, name):
        """Run one check; whatever it raises is a failed check."""
        import numpy

        function = getattr(self._modules[module], name)
        rng = numpy.random.default_rng(zlib.crc32(f"{module}::{name}".encode()))
        wanted = list(inspect.signature(function).parameters)
        function(**{fixture: rng if fixture == "rng" else self._fixtures[fixture]() for fixture in wanted})


def _module(name, text):
    made = types.ModuleType(name)
    sys.modules[name] = made
    exec(compile(text, f"<{name}>", "exec"), vars(made))  # noqa: S102  # the course's own checks
    return made


class _Student:
    """The functions and values of the notebook, by direct access in the same process."""

    def __init__(self, notebook, failed, model_config):
        self._notebook, self._failed, self._model_config = notebook, failed, model_config

    def __getattr__(self, name):
        return lambda *args, **kwargs: self.after(name, *args, **kwargs)[0]

    def __getitem__(self, name):
        return _plain(self.look_up(name))

    def after(self, name, *args, **kwargs):
        args, kwargs = copy.deepcopy((args, kwargs))
        return _plain(self._raw(name, args, kwargs)), args

    def _raw(self, name, args, kwargs):
        """What the student's function returns; models among the arguments arrive as they are."""
        function = self.look_up(name)
        args = [argument.model if isinstance(argument, _Model) else argument for argument in args]
        kwargs = {key: argument.model if isinstance(argument, _Model) else argument for key, argument in kwargs.items()}
        try:
            return function(*args, **kwargs)
        except Exception as problem:
            failure = self._failed(str(problem))
            failure.name = type(problem).__name__
            raise failure from None

    def error_of(self, name, *args, **kwargs):
        try:
            self.after(name, *args, **kwargs)
        except self._failed as problem:
            return getattr(problem, "name", "NameError")
        return None

    def model(self, name):
        return _Model(self, self._keras_model(self.look_up(name)))

    def build(self, name, /, *args, **kwargs):
        return _Model(self, self._keras_model(self._raw(name, args, kwargs)))

    def given(self, model, *, loss=None, optimizer="rmsprop", metrics=()):
        import keras

        made = keras.models.clone_model(model)
        made.set_weights(model.get_weights())
        twin = _Model(self, made)
        if loss is not None:
            twin.compile(loss=loss, optimizer=optimizer, metrics=metrics)
        return twin

    def grad(self, name, args, wrt=0):
        import numpy
        import torch

        tensors = [torch.tensor(a, dtype=torch.float32) if isinstance(a, (float, numpy.ndarray)) else a for a in args]
        tensors[wrt].requires_grad_()
        total = self._raw(name, tensors, {})
        try:
            return torch.autograd.grad(total.sum(), tensors[wrt])[0].numpy()
        except (AttributeError, RuntimeError) as problem:
            raise self._failed(f"the gradient does not flow: {problem}") from None

    def describe(self, model):
        """As the real one does; it needs Keras, so that it is not run before a check asks."""
        return _module("model_config", self._model_config).describe_model(model)

    def look_up(self, name):
        if name not in self._notebook:
            raise self._failed(f"{name} is not defined")
        return self._notebook[name]

    def _keras_model(self, value):
        import keras

        if not isinstance(value, keras.Model):
            raise self._failed("a Keras model is needed")
        return value

    def source(self, grade_id):
        """The cell that was run last of those that define the function ``grade_id``."""
        return next((text for text in reversed(self._notebook["In"]) if f"\ndef {grade_id}(" in f"\n{text}"), "")

    def tree(self, grade_id):
        import ast

        try:
            return ast.parse(self.source(grade_id))
        except SyntaxError as problem:
            raise self._failed(str(problem)) from None

    def trees_after(self, grade_id):
        """Nothing: the kernel does not know which cells are the student's own, and this class has none with code."""
        return []


class _Model:
    """A model of the notebook: the same questions as in the real ``student.model``, asked in the same process."""

    def __init__(self, student, model):
        self._student, self.model = student, model

    def __deepcopy__(self, memo):
        return self

    def predict(self, x, *, batch_size=256):
        return self.model.predict(x, batch_size=batch_size, verbose=0)

    def weights(self):
        return self.model.get_weights()

    def set_weights(self, weights):
        try:
            self.model.set_weights(weights)
        except ValueError as problem:
            raise self._student._failed(str(problem)) from None

    def count_params(self):
        return sum(weight.size for weight in self.weights())

    def config(self):
        return self._student.describe(self.model)

    def loss_on(self, x, y):
        return float(self.model.evaluate(x, y, batch_size=len(x), verbose=0, return_dict=True)["loss"])

    def train_step(self, x, y):
        return float(self.model.train_on_batch(x, y, return_dict=True)["loss"])

    def compile(self, *, loss, optimizer="rmsprop", metrics=()):
        import keras

        if loss.startswith("student:"):
            loss = self._student.look_up(loss.removeprefix("student:"))
        if isinstance(optimizer, dict):
            config = {key: value for key, value in optimizer.items() if key != "name"}
            optimizer = keras.optimizers.get({"class_name": optimizer["name"], "config": config})
        self.model.compile(loss=loss, optimizer=optimizer, metrics=list(metrics) or None)

    def fit(self, x, y, *, epochs=1, batch_size=32, shuffle=True, validation_data=None, seed=0):
        import keras

        keras.utils.set_random_seed(seed)
        settings = {"epochs": epochs, "batch_size": batch_size, "shuffle": shuffle, "validation_data": validation_data}
        return dict(self.model.fit(x, y, verbose=0, **settings).history)

    def history(self):
        return dict(getattr(getattr(self.model, "history", None), "history", {}))

    def copy(self):
        import keras

        twin = keras.models.clone_model(self.model)
        twin.set_weights(self.weights())
        if self.model.compiled:
            optimizer = self.model.optimizer
            twin.compile(loss=self.model.loss, optimizer=type(optimizer).from_config(optimizer.get_config()))
        return _Model(self._student, twin)


def _plain(value):
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value
