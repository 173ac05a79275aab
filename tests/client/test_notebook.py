"""Which assignment a file is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.client.api import AssignmentInfo
from autograder.client.notebook import choose_assignment, read_file
from autograder.errors import SubmissionError, UsageError
from tests.client.running import notebook
from tests.service.zips import packed

KNOWN = [AssignmentInfo(name="conv_by_hand"), AssignmentInfo(name="custom_loss")]


@pytest.mark.parametrize(
    "path",
    [
        "conv_by_hand.ipynb",
        "Conv-By-Hand.ipynb",
        "conv by hand.ipynb",
        "conv_by_hand (1).ipynb",
        "conv_by_hand(12).ipynb",
        "Copy of conv_by_hand.ipynb",
        "Copy of Copy of conv_by_hand.ipynb",
        "Copy_of_conv_by_hand.ipynb",
        "conv_by_hand-Copy1.ipynb",
        "conv_by_hand-checkpoint.ipynb",
        "conv_by_hand copy.ipynb",
        "conv_by_hand/solution.ipynb",
        "conv_by_hand.zip",
    ],
)
def test_name_or_folder_says_it(path: str) -> None:
    """What browsers, Colab and Jupyter make of a copy's name does not matter."""
    assert choose_assignment(notebook(), Path("/home/anna") / path, KNOWN) == "conv_by_hand"


@pytest.mark.parametrize("room", ["autograder", "nbgrader"])
def test_metadata_comes_before_the_name(room: str) -> None:
    """A renamed file is still known."""
    data = json.dumps({"cells": [], "metadata": {room: {"assignment": "custom_loss"}}}).encode()
    assert choose_assignment(data, Path("conv_by_hand.ipynb"), KNOWN) == "custom_loss"


def test_an_archive_is_known_by_its_only_notebook() -> None:
    """Whatever the archive is called; of two notebooks none says it, and damage is the server's to explain."""
    one = packed(("__MACOSX/hw/._custom_loss.ipynb", b""), ("hw/custom_loss.ipynb", notebook()), ("hw/helpers.py", b""))
    assert choose_assignment(one, Path("/x/hw.zip"), KNOWN) == "custom_loss"
    assert choose_assignment(one, Path("/x/conv_by_hand.zip"), KNOWN) == "custom_loss"
    two = packed(("conv_by_hand.ipynb", notebook()), ("custom_loss.ipynb", notebook()))
    for data in (two, one[:100], b"PK\x03\x04" + bytes(50)):
        with pytest.raises(UsageError, match="which assignment"):
            choose_assignment(data, Path("/x/hw.zip"), KNOWN)


@pytest.mark.parametrize("path", ["conv_by_hnd.ipynb", "my_conv_by_hand_final.ipynb"])
def test_what_is_only_near_is_suggested_not_taken(path: str) -> None:
    """A wrong guess would cost an attempt."""
    with pytest.raises(UsageError, match="did you mean 'conv_by_hand'"):
        choose_assignment(notebook(), Path("/x") / path, KNOWN)


def test_what_nothing_says_is_asked_for() -> None:
    """All names are listed."""
    with pytest.raises(UsageError, match="conv_by_hand, custom_loss"):
        choose_assignment(notebook(), Path("/x/Untitled7.ipynb"), KNOWN)


@pytest.mark.parametrize("data", [b"", b"print(1)", b"[1]", b"{}", b'{"cells": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_notebook_is_refused(tmp_path: Path, data: bytes) -> None:
    """A script, a text or nonsense is told before anything is sent."""
    path = tmp_path / "x.ipynb"
    path.write_bytes(data)
    with pytest.raises(SubmissionError, match="no notebook"):
        read_file(path)
