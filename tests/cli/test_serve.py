"""What `autograder serve` says before and at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from autograder.authoring.new_course import new_course
from autograder.cli import serve
from autograder.cli.main import main
from autograder.course import load_course
from autograder.service.database import Database, open_database
from autograder.service.serve import Options
from autograder.service.tables import Person, Token


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new course; a server that says it is ready at once, and stops."""

    def at_once(course: object, database: object, options: Options, on_ready: Callable[[str], None]) -> None:
        on_ready("http://127.0.0.1:8000")

    monkeypatch.setattr(serve, "serve", at_once)
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    new_course(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    opened = open_database(load_course(folder))
    yield opened
    opened.close()


def tokens(database: Database) -> list[str]:
    """Owners of the tokens."""
    with database.read() as db:
        return list(db.scalars(select(Token.person_id)))


def test_the_last_line_says_where_the_server_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script may wait for the last line: all else is said before it."""
    assert main(["serve", "--course", str(folder)]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last.endswith("the grading server is ready at http://127.0.0.1:8000 (Ctrl-C stops it)")


def test_a_journal_gets_no_token(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under systemd, which keeps what is said, no token is made; the way to one is told."""
    monkeypatch.setenv("JOURNAL_STREAM", "8:1234")
    assert main(["serve", "--course", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "agt_" not in said
    assert "autograder token make ID" in said
    assert tokens(database) == []


def test_where_somebody_is_instructor_nobody_else_becomes_one(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """A course with an instructor gets neither another person nor a token."""
    with database.write() as db:
        db.add(Person(id="ina", name="Ina", role="instructor"))
    assert main(["serve", "--course", str(folder)]) == 0
    assert "agt_" not in capsys.readouterr().out
    assert tokens(database) == []


def test_grading_without_isolation_is_warned_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever switches the sandbox off on a server is told what that means."""
    assert main(["serve", "--course", str(folder), "--isolation", "none"]) == 0
    assert "runs code as you, unprotected" in capsys.readouterr().err
