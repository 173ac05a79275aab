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


class HiddenChecks:
    """Check files, ready to be run against a notebook's namespace.

    Args:
        sources: module name → source text: ``check`` (what checks import from the grader), ``reference``, ``conftest`` if there
            is one, and the check files.
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
        self._fixtures = {"student": lambda: _Student(notebook, self._check.CheckFailed), "reference": lambda: reference}
        self._modules = {name: _module(name, text) for name, text in sources.items() if name not in ("check", "reference")}
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

    def __init__(self, notebook, failed):
        self._notebook, self._failed = notebook, failed

    def __getattr__(self, name):
        return lambda *args, **kwargs: self.after(name, *args, **kwargs)[0]

    def __getitem__(self, name):
        if name not in self._notebook:
            raise self._failed(f"{name} is not defined")
        return _plain(self._notebook[name])

    def after(self, name, *args, **kwargs):
        if name not in self._notebook:
            raise self._failed(f"{name} is not defined")
        args, kwargs = copy.deepcopy((args, kwargs))
        try:
            return _plain(self._notebook[name](*args, **kwargs)), args
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


def _plain(value):
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value
