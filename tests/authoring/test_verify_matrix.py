"""The kill matrix says what each check catches, and what it alone catches."""

from __future__ import annotations

from autograder.authoring.verify.matrix import Kills, kill_matrix


def test_alone_is_what_no_other_check_catches() -> None:
    failing = {"one": ["a"], "two": ["a", "b"], "three": ["b", "a"], "four": []}
    assert kill_matrix(failing) == {"a": Kills(("one", "two", "three"), ("one",)), "b": Kills(("two", "three"), ())}


def test_without_misconceptions_there_is_no_row() -> None:
    assert kill_matrix({}) == {}
