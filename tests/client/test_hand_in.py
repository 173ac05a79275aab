"""`autograder.client.submit()` on a real server: points come back, and nothing is ever handed in twice by accident."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from autograder.client import submit
from autograder.client.api import Api
from autograder.client.hand_in import hand_in
from autograder.client.settings import SERVER, TOKEN, Connection, config_folder
from autograder.client.transport import Rejected, Transport
from autograder.errors import InfrastructureError, SubmissionError, UsageError
from autograder.service.tables import Submission
from tests.client.colab_double import enter_colab
from tests.client.faulty import FaultyNetwork, faulty_network
from tests.client.running import HOSTILE, RunningServer, notebook


@pytest.fixture
def network(server: RunningServer) -> Iterator[FaultyNetwork]:
    with faulty_network(server.url) as found:
        yield found


@pytest.fixture(autouse=True)
def signed_in(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVER, server.url)
    monkeypatch.setenv(TOKEN, server.tokens["anna"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "conv_by_hand.ipynb"
    path.write_bytes(notebook())
    return path


def stored(server: RunningServer) -> list[Submission]:
    with server.database.read() as db:
        return list(db.scalars(select(Submission).order_by(Submission.attempt)))


def test_a_notebook_is_handed_in_and_its_points_come_back(server: RunningServer, file: Path) -> None:
    """The assignment is told by the file's name; the outcome has points, questions and the feedback's address."""
    with server.grading(score=1.5):
        outcome = submit(file)
    [row] = stored(server)
    assert (outcome.submission, outcome.student, outcome.assignment, outcome.attempt) == (row.id, "anna", "conv_by_hand", 1)
    assert (outcome.state, outcome.score, outcome.max_score) == ("graded", 1.5, 3.0)
    assert [question.score for question in outcome.questions] == [1.5, 0.0]
    assert outcome.feedback == f"{server.url}/submissions/{row.id}/feedback"
    assert (row.origin, row.file_name) == ("api", "conv_by_hand.ipynb")
    assert "1.5 of 3 points" in repr(outcome)
    assert HOSTILE not in outcome._repr_html_()


def test_without_waiting_it_returns_at_once(server: RunningServer, file: Path) -> None:
    """wait=False gives where the submission is now."""
    outcome = submit(file, wait=False)
    assert (outcome.state, outcome.score, outcome.feedback) == ("queued", None, "")
    assert stored(server)[0].state == "queued"


def test_waiting_ends(server: RunningServer, file: Path) -> None:
    """After the given time it is an error of the machine that names the submission, which stays."""
    with pytest.raises(InfrastructureError, match="stays in the queue"):
        submit(file, seconds=0.5)
    assert stored(server)[0].state == "queued"


def test_an_answer_lost_on_the_way_makes_no_second_submission(
    server: RunningServer, network: FaultyNetwork, file: Path
) -> None:
    """The request is sent again under the same key, and the server knows it."""
    network.faults = ["cut after", "half"]
    outcome = submit(file, "conv_by_hand", server=network.url, wait=False)
    assert len(network.requests) == 3
    assert [row.id for row in stored(server)] == [outcome.submission]


def test_a_program_that_ended_without_an_answer_can_be_run_again(
    server: RunningServer, network: FaultyNetwork, file: Path
) -> None:
    """The key outlives the program until there is an answer; after that the same file is a new attempt."""
    network.faults = ["cut after"]
    connection = Connection(server=network.url, token=server.tokens["anna"])
    with pytest.raises(InfrastructureError):
        hand_in(Api(Transport(connection, patience=0)), file.read_bytes(), file, "conv_by_hand")
    [first] = stored(server)
    assert submit(file, "conv_by_hand", server=network.url, wait=False).submission == first.id
    assert not list((config_folder() / "pending").iterdir())
    assert submit(file, "conv_by_hand", server=network.url, wait=False).attempt == 2
    assert len(stored(server)) == 2


def test_two_programs_at_once_hand_in_the_same_file_once_or_twice_but_never_fail(server: RunningServer, file: Path) -> None:
    """Whoever comes while the other still waits for an answer shares its key."""
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(submit(file, wait=False).submission)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 4
    assert set(found) == {row.id for row in stored(server)}


def test_a_home_folder_that_cannot_be_written_is_no_hindrance(server: RunningServer, file: Path, home: Path) -> None:
    """Then a key is good for this program's own retries only."""
    (home / ".config").write_text("a file where a folder should be")
    assert submit(file, wait=False).attempt == 1


def test_no_attempts_left_is_told_in_the_server_s_words(server: RunningServer, file: Path) -> None:
    """The third of two attempts is refused, and nothing is stored."""
    for text in ("1", "2"):
        file.write_bytes(notebook(text))
        submit(file, "second", wait=False)
    file.write_bytes(notebook("3"))
    with pytest.raises(Rejected, match="2 times") as refused:
        submit(file, "second", wait=False)
    assert (refused.value.code, len(stored(server))) == ("no_attempts", 2)
    assert not list((config_folder() / "pending").iterdir())


def test_the_same_word_hands_in_the_same_file_once(server: RunningServer, file: Path) -> None:
    """A job that runs again for the same commit takes no attempt; one for another commit does."""
    api = Api(Transport(Connection(server=server.url, token=server.tokens["anna"])))
    sent = [hand_in(api, file.read_bytes(), file, None, once=word) for word in ("c1", "c1", "c2")]
    assert [new for _, new in sent] == [True, False, True]
    assert sent[0][0].id == sent[1][0].id != sent[2][0].id


def test_what_the_machine_failed_is_handed_in_anew_under_the_same_word(server: RunningServer, file: Path) -> None:
    """The job's second run is a new submission, else nothing would ever grade this commit."""
    api = Api(Transport(Connection(server=server.url, token=server.tokens["anna"])))
    first, _ = hand_in(api, file.read_bytes(), file, None, once="c1")
    server.fail()
    second, new = hand_in(api, file.read_bytes(), file, None, once="c1")
    assert new
    assert second.id != first.id
    assert hand_in(api, file.read_bytes(), file, None, once="c1")[0].id == second.id


def test_what_the_machine_could_not_grade_is_said_so(server: RunningServer, file: Path) -> None:
    """No points are claimed, and the attempt is given back."""
    failing = threading.Thread(target=server.fail)
    failing.start()
    outcome = submit(file)
    failing.join(20)
    assert (outcome.state, outcome.score, outcome.feedback) == ("not_gradable", None, "")
    assert "given back" in repr(outcome)


def test_only_who_may_hands_in_for_others(server: RunningServer, file: Path) -> None:
    """A student for nobody else; CI for everybody, and it is recorded who sent it."""
    with pytest.raises(Rejected) as refused:
        submit(file, student="ben", wait=False)
    assert refused.value.status == 403
    submit(file, student="ben", token=server.tokens["robot"], wait=False)
    [row] = stored(server)
    assert (row.person_id, row.sent_by, row.origin) == ("ben", "robot", "api")


def test_a_program_must_say_for_whom(server: RunningServer, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that forgot the student would hand in for nobody; a student's own token needs none."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(UsageError, match="--student"):
        submit(file, token=server.tokens["robot"], wait=False)
    assert stored(server) == []
    submit(file, wait=False)
    assert [(row.person_id, row.origin) for row in stored(server)] == [("anna", "ci")]


def test_what_is_no_notebook_is_not_sent(server: RunningServer, file: Path) -> None:
    """It is refused before any request; a missing file too."""
    file.write_text("print(1)")
    with pytest.raises(SubmissionError, match="no notebook"):
        submit(file)
    with pytest.raises(UsageError, match="no such file"):
        submit(file.with_name("none.ipynb"))
    assert stored(server) == []


@pytest.mark.parametrize("name", ['a"b; filename=c.ipynb', "Übung 1.ipynb", "two\nlines.ipynb"])
def test_odd_file_names_arrive(server: RunningServer, tmp_path: Path, name: str) -> None:
    """Whatever the file is called, it is taken; its name is for people only."""
    path = tmp_path / name
    path.write_bytes(notebook())
    submit(path, "conv_by_hand", wait=False)
    assert stored(server)[0].file_name.endswith(".ipynb")


def test_colab_gives_the_open_notebook_and_the_token(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path the notebook on the screen is handed in, without the cell that does it; secrets are Colab's."""
    monkeypatch.delenv(TOKEN)
    hands_in = {
        "cell_type": "code",
        "metadata": {},
        "source": ["from autograder.client import submit\n", "submit()"],
        "outputs": [],
    }
    open_notebook = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {"colab": {"name": "Copy of conv_by_hand.ipynb"}},
        "cells": [{"cell_type": "code", "metadata": {}, "source": ["6 * 7"], "outputs": [], "execution_count": None}, hands_in],
    }
    asked = enter_colab(monkeypatch, notebook=open_notebook, secrets={TOKEN: server.tokens["anna"]})
    submit(wait=False)
    [row] = stored(server)
    assert (row.assignment, row.origin, row.file_name) == ("conv_by_hand", "colab", "conv_by_hand.ipynb")
    assert [kind for kind, _ in asked] == ["get_ipynb"]
    from autograder.service.database import read_content

    with server.database.read() as db:
        sent = read_content(db, row.content)
    assert b"6 * 7" in sent
    assert b"submit" not in sent
