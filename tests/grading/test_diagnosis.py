"""A misconception is named exactly when it reproduces what the student's code returned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.grading.diagnosis import Diagnostician
from autograder.grading.reference import load_misconceptions, load_reference
from autograder.grading.student import Call

REFERENCE = "import numpy as np\nhalf = 0.5\ndef scale(x):\n    return x * half\ndef twice(x):\n    return scale(x) * 2\n"


def misconception(name: str, body: str, question: str = "scale") -> str:
    return f'"""{name} it."""\nQUESTION = "{question}"\nHINT = "Do not {name}."\n\n# %% {question}\n{body}\n'


@pytest.fixture
def doctor(tmp_path: Path) -> Diagnostician:
    (tmp_path / "reference.py").write_text(REFERENCE)
    folder = tmp_path / "misconceptions"
    folder.mkdir()
    (folder / "negate.py").write_text(misconception("negate", "def scale(x):\n    return -x * half"))
    (folder / "truncate.py").write_text(misconception("truncate", "def scale(x):\n    return np.trunc(x * half)"))
    (folder / "fail.py").write_text(
        misconception("fail", "def scale(x):\n    if x > 5:\n        raise KeyError(x)\n    return x")
    )
    (folder / "third.py").write_text(misconception("third", "half = 1 / 3", question="half"))
    return Diagnostician(tmp_path, load_misconceptions(tmp_path), load_reference(tmp_path))


def call(result: Any, x: Any = 3.0, name: str = "scale", error: str = "") -> Call:
    return Call(name=name, args=(x,), kwargs={}, result=result, error=error)


def named(doctor: Diagnostician, *calls: Call) -> str | None:
    found = doctor.diagnose("scale", calls)
    return None if found is None else found.name


def test_the_misconception_with_the_same_outputs_is_named_with_its_hint(doctor: Diagnostician) -> None:
    found = doctor.diagnose("scale", [call(np.array([-1.5, -2.5]), np.array([3.0, 5.0]))])
    assert found is not None
    assert (found.name, found.title, found.hint) == ("negate", "negate it.", "Do not negate.")


def test_a_mistake_in_a_function_used_by_another_is_followed(doctor: Diagnostician) -> None:
    assert named(doctor, call(-3.0, name="twice")) == "negate"


def test_every_call_must_be_reproduced(doctor: Diagnostician) -> None:
    assert named(doctor, call(-1.5), call(99.0, 7.0)) is None


def test_a_misconception_that_agrees_with_the_reference_here_explains_nothing(doctor: Diagnostician) -> None:
    assert named(doctor, call(2.0, 4.0)) is None


def test_an_exception_supports_a_diagnosis_but_is_not_enough_for_one(doctor: Diagnostician) -> None:
    assert named(doctor, call(3.0), call(None, 7.0, error="KeyError")) == "fail"
    assert named(doctor, call(3.0), call(None, 7.0, error="ValueError")) is None
    assert named(doctor, call(None, 7.0, error="KeyError")) is None


def test_values_are_compared_as_well(doctor: Diagnostician) -> None:
    assert named(doctor, Call(name="half", args=None, kwargs={}, result=1 / 3, op="value")) == "third"


def test_a_name_that_the_reference_does_not_know_says_nothing(doctor: Diagnostician) -> None:
    assert named(doctor, call(-1.5)) == "negate"
    assert named(doctor, call(-1.5), call(None, name="other", error="NameError")) is None


@pytest.mark.parametrize("odd", ["text", None, [1, [2]], {"a": 1}, np.zeros((2, 0))])
def test_odd_results_are_nobodys_misconception(doctor: Diagnostician, odd: Any) -> None:
    assert named(doctor, call(odd)) is None
