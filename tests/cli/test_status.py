"""`autograder status`: the newest submission, one by its id, all of them, and following one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.client.settings import TOKEN
from tests.client.running import RunningServer, notebook, running


def _send(server: RunningServer, home: Path, *arguments: str) -> str:
    path = home / "conv_by_hand.ipynb"
    path.write_bytes(notebook())
    assert main(["submit", str(path), "--no-wait", "--json", "sent.json", *arguments]) == 0
    return str(json.loads(Path("sent.json").read_text())["id"])


def test_without_an_id_it_is_the_newest(server: RunningServer, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it waits, or its points once it is graded."""
    first = _send(server, home)
    server.grade(score=0.5)
    second = _send(server, home)
    capsys.readouterr()
    assert main(["status"]) == 0
    assert "you are next" in capsys.readouterr().out
    server.grade()
    assert main(["status", "--json", "-"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["id"] == second
    assert "1.5 of 3 points" in told.err
    assert main(["status", first]) == 0
    assert "0.5 of 3 points" in capsys.readouterr().out


def test_all_is_a_table(server: RunningServer, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Newest first, with state and points; --assignment and --limit choose."""
    graded = _send(server, home)
    server.grade()
    waiting = _send(server, home, "-a", "second")
    capsys.readouterr()
    assert main(["status", "--all", "--json", "all.json"]) == 0
    shown = capsys.readouterr().out
    listed = json.loads(Path("all.json").read_text())
    assert [one["id"] for one in listed[:2]] == [waiting, graded]
    assert shown.index(waiting) < shown.index(graded)  # whole ids, on a narrow terminal too
    assert main(["status", "--all", "-a", "second", "--limit", "1", "--json", "all.json"]) == 0
    assert [one["id"] for one in json.loads(Path("all.json").read_text())] == [waiting]
    server.grade()


def test_watch_follows_it_to_its_end(server: RunningServer, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _send(server, home)
    with server.grading():
        assert main(["status", "--watch"]) == 0
    assert "1.5 of 3 points" in capsys.readouterr().out


def test_others_submissions_are_as_if_they_did_not_exist(
    server: RunningServer, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ben sees neither anna's submission nor that there is one; the instructor sees whose it is."""
    of_anna = _send(server, home)
    server.grade()
    monkeypatch.setenv(TOKEN, server.tokens["ben"])
    assert main(["status", of_anna]) == 2
    assert "no such submission" in capsys.readouterr().err
    assert main(["status", "--all", "--json", "-"]) == 0
    assert all(one["student"] == "ben" for one in json.loads(capsys.readouterr().out))
    monkeypatch.setenv(TOKEN, server.tokens["ina"])
    assert main(["status", "--all", "--student", "anna", "--json", "-"]) == 0
    assert of_anna in {one["id"] for one in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize("arguments", [["nonsense"], ["0" * 16], ["--all", "--watch"], ["--limit", "0", "--all"]])
def test_what_cannot_be_ends_with_2(home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One line says why."""
    assert main(["status", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_nobody_has_handed_in_yet(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line says what makes a first submission; the table is just empty."""
    with running(tmp_path) as empty:
        monkeypatch.setenv(TOKEN, empty.tokens["anna"])
        assert main(["status", "--server", empty.url]) == 2
        assert "autograder submit" in capsys.readouterr().err
        assert main(["status", "--all", "--server", empty.url]) == 0
