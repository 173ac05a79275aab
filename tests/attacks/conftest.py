"""Graders for the attacks, shared by all tests of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.attacks import attack
from tests.attacks.graders import ORDINARY, UNISOLATED, Grader

collect_ignore = ["course", *(str(path.relative_to(attack.FOLDER)) for path in attack.files())]


@pytest.fixture(scope="session")
def graders(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Grader]]:
    """``graders(way)``: the grader of this kind; all that the selected tests need start together and work side by side."""
    wanted: dict[str, list[str]] = {}
    for item in request.session.items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if "way" in params:
            wanted.setdefault(params["way"], []).append(params["attacked"])
    if os.geteuid() != 0:
        wanted.pop(ORDINARY, None)
    running = {way: Grader(way, names) for way, names in wanted.items() if way != UNISOLATED}

    def grader(way: str) -> Grader:
        if way == ORDINARY and os.geteuid() != 0:
            pytest.skip("only root can become another user; without root, the other run is an ordinary user's")
        if way not in running:
            running[way] = Grader(way, wanted[way])
        return running[way]

    yield grader
    for one in running.values():
        one.close()
