"""Questions of the checks are carried out on names, and everything that they need is inside a sandbox."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograder.sandbox
from autograder.sandbox import operations, wire
from autograder.sandbox.operations import Place
from autograder.sandbox.paths import INNER

FOLDER = Path(autograder.sandbox.__file__).parent


def ask(place: Place, op: str, name: str = "", *args: Any, **more: Any) -> dict[str, Any]:
    tree, buffers = wire.encode((args, {}))
    reply, _ = operations.answer(place, {"op": op, "name": name, "arguments": tree, **more}, list(buffers))
    return reply


def test_values_and_calls_are_answered() -> None:
    place = Place({"half": 0.5, "twice": lambda x: 2 * x})
    assert ask(place, "value", "half") == {"status": "ok", "value": {"f": "0x1.0000000000000p-1"}}
    assert ask(place, "call", "twice", 21) == {"status": "ok", "value": 42}


def test_arguments_are_shown_as_the_call_left_them_but_kept_objects_are_not() -> None:
    def clear(values: Any, thing: Any) -> str:
        values[:] = 0
        return type(thing).__name__

    place = Place({"clear": clear})
    stand_in = wire.Kept()
    stand_in.number = place.keep(object())
    tree, buffers = wire.encode(((np.ones(2), stand_in), {}))
    reply, data = operations.answer(place, {"op": "call_and_keep", "name": "clear", "arguments": tree}, list(buffers))
    name, (values, nothing) = wire.decode(reply["value"], data)
    assert name == "object"
    assert nothing is None
    np.testing.assert_array_equal(values, [0, 0])


@pytest.mark.parametrize(
    ("op", "name", "kind"),
    [("value", "absent", "missing"), ("call", "absent", "missing"), ("call", "broken", "raised"), ("value", "odd", "wire")],
)
def test_what_goes_wrong_is_told_apart(op: str, name: str, kind: str) -> None:
    place = Place({"broken": lambda: 1 / 0, "odd": object()})
    assert ask(place, op, name)["kind"] == kind


def test_forgotten_and_never_kept_objects_are_gone() -> None:
    place = Place({"same": lambda x: 1})
    stand_in = wire.Kept()
    stand_in.number = place.keep(object())
    assert ask(place, "call", "same", stand_in)["status"] == "ok"
    assert ask(place, "call", "same", stand_in, forget=[stand_in.number])["kind"] == "lost"
    assert ask(place, "call", "same", wire.Kept())["kind"] == "lost"


def test_numbers_of_another_process_are_unknown() -> None:
    first, second = Place({}), Place({})
    first.keep(object())
    assert not first.kept.keys() & {second.keep(object()) for _ in range(100)}


def test_interrupts_pass_through() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(Place({"interrupted": interrupted}), "call", "interrupted")


def test_a_kept_object_can_only_be_named_where_objects_are_kept() -> None:
    tree, buffers = wire.encode([wire.Kept()])
    with pytest.raises(wire.WireError):
        wire.decode(tree, buffers)
    with pytest.raises(wire.WireError):
        wire.decode({"k": []}, [], kept={1: object()})


def test_a_sandbox_has_every_module_that_runs_in_it() -> None:
    needed = {module.rpartition(".")[2] for module in operations._MODULES.values()}
    for name in INNER:
        for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "autograder.sandbox":
                needed |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder.sandbox."):
                needed.add(str(node.module).rpartition(".")[2])
    assert needed <= set(INNER)
