"""`autograder people` and `autograder token`: kept from the command line, with JSON beside the tables."""

from __future__ import annotations

import json
import stat

import pytest

from autograder.authoring.new_course import new_course
from autograder.cli.main import main
from autograder.course import load_course
from autograder.service.database import open_database
from autograder.service.tokens import identity_of_token


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A fresh course in the current folder."""
    new_course(tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path / "course"


def run(capsys, *arguments: str, code: int = 0) -> tuple[str, str]:
    assert main(list(arguments)) == code
    return capsys.readouterr()


def test_people_come_change_and_go(folder, capsys):
    """add, change, remove and list do what they say, and say it."""
    assert "Nobody is in the course yet" in run(capsys, "people")[0]
    assert run(capsys, "people", "add", "zoë", "--name", "[b]Zoë")[0] == "zoë ([b]Zoë): added as student\n"
    assert run(capsys, "people", "change", "zoë", "--role", "tutor")[0] == "zoë ([b]Zoë): is tutor\n"
    assert "[b]Zoë" in run(capsys, "people", "list")[0]
    [zoe] = json.loads(run(capsys, "people", "list", "--json", "-")[0])
    assert (zoe["id"], zoe["name"], zoe["role"]) == ("zoë", "[b]Zoë", "tutor")
    assert json.loads(run(capsys, "people", "remove", "zoë", "--json", "-")[0])["id"] == "zoë"
    assert json.loads(run(capsys, "people", "--json", "-")[0]) == []


def test_a_file_is_imported_whole_or_not_at_all(folder, capsys):
    """A wrong line is named, and nobody of the file is in the course; a right file is imported."""
    (folder / "people.csv").write_text("id,name,role\nanna,Anna,\nben,Ben,boss\n")
    problem = run(capsys, "people", "import", "people.csv", code=2)[1]
    assert problem.startswith("autograder: people.csv: nothing was imported: line 3: there is no role 'boss'")
    assert json.loads(run(capsys, "people", "--json", "-")[0]) == []
    (folder / "people.csv").write_text("id,name,role\nanna,Anna,\nben,Ben,tutor\n")
    assert run(capsys, "people", "import", "people.csv")[0] == "people.csv: 2 added, 0 changed, 0 as they were\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["people", "add"], "needs an id"), (["people", "import"], "needs a file"), (["people", "list", "x"], "takes no id"),
        (["people", "remove", "x"], "nobody called 'x'"), (["people", "list", "--role", "tutor"], "go with add and change"),
        (["people", "rename"], "rename"), (["token", "make"], "id of a person"), (["token", "make", "x"], "nobody called 'x'"),
        (["token", "revoke", "x"], "not the number"), (["token", "revoke", "7"], "no token 7"),
        (["token", "list", "--days", "3"], "go with make"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_said(folder, capsys, arguments, said):
    """Each wrong call is one line and exit code 2."""
    problem = run(capsys, *arguments, code=2)[1]
    assert said in problem
    assert problem.count("\n") == 1


def test_a_token_is_made_used_and_revoked(folder, capsys):
    """The secret alone is on standard output; it works, is listed without its secret, and works no more once revoked."""
    run(capsys, "people", "add", "anna")
    shown = run(capsys, "token", "make", "anna", "--scopes", "read,submit", "--days", "7", "--name", "laptop")
    secret = shown[0].strip()
    assert "token 1 of anna can submit, read until" in shown[1]
    database = open_database(load_course(folder))
    with database.read() as db:
        assert identity_of_token(db, secret).person == "anna"
    listed = run(capsys, "token", "list", "anna", "--json", "-")[0]
    assert secret not in listed
    assert [(row["id"], row["scopes"], row["state"]) for row in json.loads(listed)] == [(1, ["submit", "read"], "works")]
    assert "laptop" in run(capsys, "token")[0]
    assert run(capsys, "token", "revoke", "1")[0] == "token 1 of anna is revoked\n"
    with database.read() as db:
        assert identity_of_token(db, secret) is None
    database.close()
    assert json.loads(run(capsys, "token", "--json", "-")[0])[0]["state"] == "revoked"


def test_a_file_with_a_secret_is_its_owners(folder, capsys):
    """With --json the secret stands in the file, which nobody else can read, and not on the screen."""
    run(capsys, "people", "add", "ina", "--role", "instructor")
    shown = run(capsys, "token", "make", "ina", "--json", "token.json")
    made = json.loads((folder / "token.json").read_text())
    assert made["secret"].startswith("agt_")
    assert made["secret"] not in "".join(shown)
    assert made["scopes"] == ["submit", "read", "manage"]
    assert stat.S_IMODE((folder / "token.json").stat().st_mode) == 0o600
