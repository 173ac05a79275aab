"""`autograder doctor` shows what the sandbox says of this machine."""

from __future__ import annotations

import json

import pytest

from autograder.cli.main import main
from autograder.sandbox.doctor import Finding

GOOD = Finding("ok", "kernel", "Linux [6.1]")
WEAK = Finding("weaker", "memory", "no control group may be made here", "systemd-run --user autograder grade …")
BAD = Finding("missing", "bubblewrap", "it is not installed", "apt-get install bubblewrap")


@pytest.fixture
def machine(monkeypatch):
    def becomes(*findings: Finding) -> None:
        monkeypatch.setattr("autograder.cli.doctor.examine", lambda: list(findings))

    return becomes


def test_a_machine_that_can_grade(machine, capsys):
    """With at most weaker points the command ends with 0 and says what would mend them."""
    machine(GOOD, WEAK)
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    for part in ("Linux [6.1]", "weaker", WEAK.mend, "Submissions can be graded here."):
        assert part in shown


def test_a_machine_that_cannot_grade(machine, capsys):
    """Something missing gives exit code 3 and the command that mends it."""
    machine(GOOD, BAD)
    assert main(["doctor"]) == 3
    shown = capsys.readouterr().out
    assert "missing" in shown
    assert "bubblewrap: apt-get install bubblewrap" in shown
    assert "cannot be graded" in shown


def test_json_holds_every_finding(machine, capsys):
    """The JSON is the list of findings, and standard output nothing else."""
    machine(GOOD, BAD)
    assert main(["doctor", "--json", "-"]) == 3
    assert json.loads(capsys.readouterr().out) == [
        {"level": "ok", "what": "kernel", "detail": "Linux [6.1]", "mend": ""},
        {"level": "missing", "what": "bubblewrap", "detail": "it is not installed", "mend": "apt-get install bubblewrap"},
    ]
