"""`autograder submit`: what it shows, what it writes, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.cli.main import main
from autograder.client.settings import SERVER, TOKEN, config_folder
from autograder.grade import GradeStatus
from tests.client.running import RunningServer, notebook, until


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "conv_by_hand.ipynb"
    path.write_bytes(notebook())
    return path


def test_a_person_sees_points_questions_and_the_feedback_s_address(
    server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Progress goes to standard error, the result to standard output."""
    with server.grading():
        assert main(["submit", str(file)]) == 0
    told = capsys.readouterr()
    assert "Waiting, you are next" in told.err
    assert "Convolution by hand, attempt 1: 1.5 of 3 points" in told.out
    assert "Convolution <script>" in told.out
    assert f"Feedback: {server.url}/submissions/" in told.out


def test_ci_gets_junit_summary_and_json(server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JUnit holds the checks, the summary is added to what stands there, JSON names the submission."""
    summary, junit = file.with_name("summary.md"), file.with_name("grading.xml")
    summary.write_text("# Before\n\n")
    with server.grading():
        arguments = ["--junit", str(junit), "--summary", str(summary), "--json", "-"]
        assert main(["submit", str(file), "--wait", *arguments]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["state"], data["score"], data["new"]) == ("graded", 1.5, True)
    assert data["feedback"] == f"{server.url}/submissions/{data['id']}/feedback"
    suites = ElementTree.parse(junit)  # noqa: S314  # our own server's
    assert [case.get("name") for case in suites.iter("testcase")] == ["The size is right", "Why?"]
    assert summary.read_text().startswith("# Before\n\n## Convolution by hand: 1.5 of 3 points\n")


@pytest.mark.parametrize(
    ("status", "least", "code"),
    [
        ("graded", "1.5", 0),
        ("graded", "50%", 0),
        ("graded", "1.6", 1),
        ("graded", "51%", 1),
        ("graded", "0", 0),
        ("needs_manual", "75%", 0),  # 1.5 of the 2 points that no person gives
        ("needs_manual", "76%", 1),
        ("check_error", "1.5", 0),
        ("check_error", "1.6", 3),  # its open points may still come
        ("unreadable", "0", 2),
    ],
)
def test_min_score_decides_the_exit_code(server: RunningServer, file: Path, status: GradeStatus, least: str, code: int) -> None:
    """0 with as many points, 1 with fewer, 2 for what could not be read, 3 where the course's own check broke."""
    with server.grading(status, 1.5):
        assert main(["submit", str(file), "--min-score", least]) == code


def test_without_min_score_every_grade_is_a_success(server: RunningServer, file: Path) -> None:
    """A student's first try is not a failed job."""
    with server.grading(score=0.0):
        assert main(["submit", str(file)]) == 0


def test_a_failed_machine_ends_with_3(server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file is written, no points are claimed, and the person is told that it costs nothing."""
    failing = threading.Thread(target=server.fail)
    failing.start()
    assert main(["submit", str(file), "--junit", "grading.xml"]) == 3
    failing.join(20)
    assert not Path("grading.xml").exists()
    assert "costs you nothing" in capsys.readouterr().out


def test_too_long_ends_with_3_and_names_the_submission(
    server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It stays in the queue, and the line says how to follow it."""
    assert main(["submit", str(file), "--timeout", "1"]) == 3
    last = capsys.readouterr().err.splitlines()[-1]
    assert f"autograder status {server.grade()}" in last


def test_no_wait_returns_at_once(server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The submission's id and the command that follows it are told."""
    assert main(["submit", str(file), "--no-wait"]) == 0
    assert f"autograder status {server.grade()}" in capsys.readouterr().out


def test_a_refusal_ends_with_2_in_one_line(server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The server's words are shown as they are."""
    for text in ("1", "2"):
        file.write_bytes(notebook(text))
        assert main(["submit", str(file), "-a", "second", "--no-wait"]) == 0
        server.grade()
    capsys.readouterr()
    file.write_bytes(notebook("3"))
    assert main(["submit", str(file), "-a", "second"]) == 2
    assert capsys.readouterr().err == "autograder: Second can be submitted 2 times, and you have done so.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.ipynb"], "no such file"),
        (["text.txt"], "no notebook"),
        (["conv_by_hand.ipynb", "-a", "third"], "no such assignment"),
        (["Untitled.ipynb"], "which assignment"),
        (["conv_by_hand.ipynb", "--min-score", "many"], "--min-score"),
        (["conv_by_hand.ipynb", "--min-score", "101%"], "--min-score"),
        (["conv_by_hand.ipynb", "--junit", "no/such/folder.xml"], "--junit"),
        (["conv_by_hand.ipynb", "--summary", "."], "--summary"),
        (["conv_by_hand.ipynb", "--no-wait", "--junit", "x.xml"], "--junit needs --wait"),
        (["conv_by_hand.ipynb", "--student", "ben"], "may not"),
        (["conv_by_hand.ipynb", "--server", "http://grading.example.org"], "not encrypted"),
    ],
)
def test_what_is_wrong_before_handing_in_ends_with_2(
    server: RunningServer, file: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what, and nothing is handed in."""
    file.with_name("text.txt").write_text("text")
    file.with_name("Untitled.ipynb").write_bytes(notebook())
    assert main(["submit", *arguments]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert told in last
    assert main(["submit", str(file), "--no-wait", "--json", "made.json"]) == 0
    assert json.loads(Path("made.json").read_text())["id"] == server.grade()  # the only one that waited


def test_the_same_word_shows_the_same_submission(server: RunningServer, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A job that runs again tells that the server has the file already."""
    with server.grading():
        assert main(["submit", str(file), "--once", "commit"]) == 0
    capsys.readouterr()
    assert main(["submit", str(file), "--once", "commit"]) == 0
    told = capsys.readouterr()
    assert "has this file already" in told.err
    assert "1.5 of 3 points" in told.out


def test_remember_keeps_server_and_token(
    server: RunningServer, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next command needs neither; a wrong token is not kept."""
    monkeypatch.setenv(TOKEN, "agt_wrong")
    assert main(["submit", str(file), "--no-wait", "--remember"]) == 2
    assert not (config_folder() / "client.json").exists()
    monkeypatch.setenv(TOKEN, server.tokens["anna"])
    assert main(["submit", str(file), "--no-wait", "--remember"]) == 0
    server.grade()
    for name in (SERVER, TOKEN):
        monkeypatch.delenv(name)
    assert main(["status"]) == 0
    told = capsys.readouterr()
    assert server.tokens["anna"] not in told.out + told.err


def test_ctrl_c_says_that_nothing_is_lost(server: RunningServer, file: Path) -> None:
    """The submission is in the queue already; the line names it."""
    command = [sys.executable, "-m", "autograder.cli.main", "submit", str(file)]
    program = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert program.stderr is not None
    assert "Waiting" in program.stderr.readline()
    program.send_signal(signal.SIGINT)
    told = program.stderr.read()
    assert program.wait(20) == 130
    program.stderr.close()
    assert f"autograder status {until(server.grade)}" in told


def test_zip_archives_are_taken(server: RunningServer, file: Path) -> None:
    """A notebook with further files, under the archive's name."""
    with zipfile.ZipFile("conv_by_hand.zip", "w") as archive:
        archive.write(file, "work/conv_by_hand.ipynb")
        archive.writestr("work/notes.txt", "notes")
    with server.grading():
        assert main(["submit", "conv_by_hand.zip"]) == 0
