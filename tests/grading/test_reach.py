"""What an answer can depend on."""

from __future__ import annotations

from typing import Any

from autograder.grading.reach import reachable

CODE = """
import functools

FACTOR = 2
TABLE = {"double": lambda x: scaled(x)}

def scaled(x):
    return FACTOR * x

def alone(x):
    return x

def by_table(x):
    return TABLE["double"](x)

def nested(xs):
    return [scaled(x) for x in xs]

def with_default(x, how=scaled):
    return how(x)

def keep(function):
    @functools.wraps(function)
    def kept(x):
        return function(x)
    return kept

@keep
def decorated(x):
    return scaled(x)

class Scaler:
    factor = property(lambda self: FACTOR)

    @staticmethod
    def scale(x):
        return scaled(x)

SCALER = Scaler()
partly = functools.partial(scaled)

def one_way(x):
    return other_way(x)

def other_way(x):
    return one_way(x)
"""


def names() -> dict[str, Any]:
    found: dict[str, Any] = {"__name__": "reference_lab"}
    exec(CODE, found)  # noqa: S102  # the text above
    return found


def test_a_name_reaches_what_its_code_uses_directly_or_through_others() -> None:
    for name in ("scaled", "by_table", "nested", "with_default", "decorated", "Scaler", "SCALER", "partly"):
        assert {name, "FACTOR"} <= reachable(names(), [name]), name


def test_a_name_does_not_reach_what_its_code_leaves_alone() -> None:
    assert reachable(names(), ["alone"]) & names().keys() == {"alone"}


def test_functions_that_use_each_other_end() -> None:
    assert {"one_way", "other_way"} <= reachable(names(), ["one_way"])


def test_a_name_that_nobody_defines_reaches_itself() -> None:
    assert reachable(names(), ["missing"]) == {"missing"}
