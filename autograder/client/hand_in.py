"""`autograder.client.submit()`: hand in a notebook from a program or from the notebook itself."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from autograder.client import colab
from autograder.client.api import Api, Status, origin
from autograder.client.notebook import choose_assignment, read_file
from autograder.client.outcome import Outcome, outcome_of
from autograder.client.pending import Pending
from autograder.client.progress import being_graded, in_notebook, progress
from autograder.client.settings import find_connection
from autograder.client.transport import Rejected, Transport
from autograder.client.wait import wait_for
from autograder.errors import UsageError

__all__ = ["ask_token", "hand_in", "submit"]


def submit(
    notebook: Path | str | None = None,
    assignment: str | None = None,
    *,
    server: str | None = None,
    token: str | None = None,
    student: str | None = None,
    wait: bool = True,
    seconds: float = 3600.0,
    insecure: bool = False,
) -> Outcome:
    """Hand in a notebook (or a zip archive of it and the files it needs) and wait for the points.

    Args:
        notebook: the file; in Colab the open notebook, if none is given.
        assignment: its name; default: what the notebook's metadata, file name or folder says.
        server, token: default: ``AUTOGRADER_SERVER`` and ``AUTOGRADER_TOKEN`` of the environment or of Colab's secrets, then
            ``~/.config/autograder/client.json``. Where a person can answer, a missing token is asked for.
        student: hand in for somebody else; only programs with the role ci and instructors may.
        wait: False returns as soon as the server has the file.
        seconds: how long to wait at most.
        insecure: allow to send the token unencrypted over a network.

    Raises:
        UsageError: a file, server, token or assignment is missing or wrong, or the server said no.
        SubmissionError: the file is no notebook.
        InfrastructureError: the server could not be reached, or it took longer than ``seconds``.
    """
    if being_graded():
        return _not_sent(assignment)
    path = None if notebook is None else Path(notebook)
    data = colab.current_notebook() if path is None else read_file(path)
    connection = find_connection(server, token, insecure=insecure, ask=ask_token if _somebody_answers() else None)
    with progress() as show:
        api = Api(Transport(connection, on_pause=lambda reason: show(f"{reason}; trying again")))
        status, _ = hand_in(api, data, path, assignment, student=student)
        show(status)
        if wait:
            status = wait_for(api, status, seconds=seconds, on_change=show)
    return outcome_of(api, status)


def hand_in(
    api: Api, data: bytes, path: Path | None, assignment: str | None, *, student: str | None = None, once: str | None = None
) -> tuple[Status, bool]:
    """Send a file; its status, and whether it is a new submission.

    Args:
        once: the same file under the same word is one submission for ever, unless the machine failed to grade it.

    Raises:
        UsageError: it is not said which assignment or, with a token of the role ci, for which student it is.
        Rejected: the server said no.
        InfrastructureError: the server could not be reached.
    """
    if student is None and origin() == "ci" and api.me().role == "ci":
        raise UsageError("this token is a program's, not a student's: say for whom it hands in with --student ID")
    chosen = assignment or choose_assignment(data, path, api.assignments())
    name = path.name if path else f"{chosen}.ipynb"
    status, new = _send(api, data, name, chosen, student, once)
    failed = 1
    while once is not None and not new and status.state == "not_gradable":
        failed += 1
        status, new = _send(api, data, name, chosen, student, f"{once}, {failed}")
    return status, new


def _send(api: Api, data: bytes, name: str, assignment: str, student: str | None, once: str | None) -> tuple[Status, bool]:
    pending = Pending(api.server, assignment, student, data, once=once)
    try:
        sent = api.submit(data, name, assignment, key=pending.key, student=student)
    except Rejected:
        pending.settle()  # an answer too; without one the key stays, and the next call is the same submission
        raise
    pending.settle()
    return sent


def ask_token(server: str) -> str:
    """Ask the person for a token, without showing it; empty where nobody can answer."""
    try:
        return getpass.getpass(f"Token for {server}: ")
    except (EOFError, NotImplementedError):  # the latter: a notebook that runs without a page
        return ""


def _somebody_answers() -> bool:
    return in_notebook() or (sys.stdin is not None and sys.stdin.isatty())


def _not_sent(assignment: str | None) -> Outcome:
    return Outcome(
        submission="", student="", assignment=assignment or "", title=assignment or "This notebook", attempt=0, late=False,
        state="not_sent", status="", score=None, max_score=None, questions=(), feedback="",
        message="it is being graded at this moment, so nothing was handed in",
    )  # fmt: skip
