"""`autograder feedback` brings the page and the receipt."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pytest

from autograder.cli.main import main
from tests.client.running import HOSTILE, RunningServer, notebook


@pytest.fixture
def graded(server: RunningServer, home: Path) -> str:
    path = home / "conv_by_hand.ipynb"
    path.write_bytes(notebook())
    with server.grading():
        assert main(["submit", str(path), "--json", "sent.json"]) == 0
    return str(json.loads(Path("sent.json").read_text())["id"])


def test_page_and_receipt_of_the_newest_are_written(
    server: RunningServer, graded: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Named by assignment and attempt, into a folder that is made if need be."""
    capsys.readouterr()
    assert main(["feedback", "--to", "out/here", "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["id"] == graded
    page, receipt = (Path(data["files"][kind]) for kind in ("feedback", "receipt"))
    stem = f"conv_by_hand-{data['attempt']}"
    assert (page.name, receipt.name) == (f"{stem}-feedback.html", f"{stem}-receipt.json")
    assert page.parent == Path("out/here")
    assert "Convolution by hand" in page.read_text()
    assert HOSTILE not in page.read_text()
    assert json.loads(receipt.read_text()) == {"of": "this grading"}


def test_open_shows_the_page_in_the_browser(
    server: RunningServer, graded: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The browser gets the written file; where there is none, the line says what to open."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) is None)
    assert main(["feedback", graded, "--open"]) == 0
    [address] = opened
    assert address.startswith("file:///")
    assert address.endswith("-feedback.html")
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert main(["feedback", graded, "--open"]) == 2
    assert "no browser" in capsys.readouterr().err


def test_without_feedback_it_says_how_far_it_is(server: RunningServer, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While it waits 2, when the machine failed 3; no file is written."""
    path = home / "conv_by_hand.ipynb"
    path.write_bytes(notebook())
    assert main(["submit", str(path), "--no-wait"]) == 0
    assert main(["feedback"]) == 2
    assert "no feedback yet" in capsys.readouterr().err
    server.fail()
    assert main(["feedback"]) == 3
    assert [found.name for found in home.iterdir() if found.suffix == ".html"] == []


def test_a_folder_that_cannot_be_written_is_named(graded: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "file").write_text("")
    capsys.readouterr()
    assert main(["feedback", "--to", "file/below"]) == 2
    assert "file/below" in capsys.readouterr().err
