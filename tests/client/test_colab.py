"""What Colab gives a notebook, and what happens where it does not."""

from __future__ import annotations

import json
import sys

import pytest

from autograder.client import colab, hand_in
from autograder.client.hand_in import ask_token
from autograder.errors import UsageError
from tests.client.colab_double import enter_colab

OWN = {"cell_type": "code", "metadata": {}, "source": "from autograder.client import submit\nsubmit()"}
ANSWER = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "a"}}, "source": "# autograder.client is mentioned here"}
TEXT = {"cell_type": "markdown", "metadata": {}, "source": ["how to use autograder.client"]}


def test_outside_colab_there_is_neither_notebook_nor_secret() -> None:
    """The error says how to name a file."""
    assert not colab.in_colab()
    assert colab.secret("AUTOGRADER_TOKEN") is None
    with pytest.raises(UsageError, match=r"submit\('my_notebook\.ipynb'\)"):
        colab.current_notebook()


def test_only_the_student_s_own_cells_that_hand_in_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer cells and texts stay whatever they mention."""
    enter_colab(monkeypatch, notebook={"nbformat": 4, "cells": [TEXT, OWN, ANSWER]})
    assert json.loads(colab.current_notebook()) == {"nbformat": 4, "cells": [TEXT, ANSWER]}


@pytest.mark.parametrize("notebook", [None, "text", {"cells": 1}, {}])
def test_a_page_that_does_not_answer_has_a_way_out(monkeypatch: pytest.MonkeyPatch, notebook: object) -> None:
    """Silence and nonsense are told with what to do instead."""
    enter_colab(monkeypatch, notebook=notebook)
    with pytest.raises(UsageError, match="Download"):
        colab.current_notebook()


def test_a_secret_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the token is looked for elsewhere."""
    enter_colab(monkeypatch, secrets={"AUTOGRADER_SERVER": "https://grading.example.org"})
    assert colab.secret("AUTOGRADER_SERVER") == "https://grading.example.org"
    assert colab.secret("AUTOGRADER_TOKEN") is None


def test_who_cannot_be_asked_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that runs without a page, and a closed input, give no token instead of an error of their own."""
    for problem in (NotImplementedError, EOFError):

        def raising(prompt: str, problem: type[Exception] = problem) -> str:
            raise problem

        monkeypatch.setattr(hand_in.getpass, "getpass", raising)
        assert ask_token("https://grading.example.org") == ""
    monkeypatch.setattr(sys, "stdin", None)
    assert not hand_in._somebody_answers()
