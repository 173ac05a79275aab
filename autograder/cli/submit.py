"""`autograder submit`: hand in a notebook and wait for its points; made for people and for continuous integration."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.connect import Insecure, Remember, ServerAddress, connect
from autograder.cli.options import JsonFile, check_file, check_json, output, write_json
from autograder.cli.submission_report import as_data, show_outcome
from autograder.client.api import Api, Status
from autograder.client.hand_in import hand_in
from autograder.client.notebook import read_file
from autograder.client.outcome import Outcome, outcome_of
from autograder.client.progress import progress
from autograder.client.wait import wait_for
from autograder.errors import InfrastructureError, SubmissionError, UsageError

BELOW = 1
"""Exit code of a submission that was graded and has fewer points than ``--min-score``."""


def command(
    notebook: Annotated[
        Path, typer.Argument(metavar="NOTEBOOK", help="The .ipynb file, or a .zip archive of it and the files it needs.")
    ],
    assignment: Annotated[
        str | None,
        typer.Option("--assignment", "-a", metavar="NAME", help="Its name.", show_default="told by the file's name or folder"),
    ] = None,
    student: Annotated[
        str | None, typer.Option("--student", metavar="ID", help="For whom, if it is not you: for CI and instructors.")
    ] = None,
    server: ServerAddress = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until it is graded.")] = True,
    seconds: Annotated[float, typer.Option("--timeout", min=1, metavar="SECONDS", help="Wait so long at most.")] = 3600.0,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write the checks as JUnit XML.")] = None,
    summary: Annotated[
        Path | None, typer.Option("--summary", metavar="FILE", help="Add a Markdown summary to this file's end.")
    ] = None,
    json: JsonFile = None,
    min_score: Annotated[
        str | None, typer.Option("--min-score", metavar="X", help="Points (7.5) or a share (60%) below which it ends with 1.")
    ] = None,
    once: Annotated[
        str | None, typer.Option("--once", metavar="WORD", help="The same file under the same word is handed in only once.")
    ] = None,
    remembered: Remember = False,
    insecure: Insecure = False,
) -> None:
    """Hand in a notebook and wait for its points.

    The token comes from AUTOGRADER_TOKEN, from what --remember kept, or is asked for. Ends with exit code 0 when the notebook
    was graded (with --min-score: has as many points), 1 when it was graded and has fewer, 2 when it was refused or could not
    be read, 3 when the server, the network or the grading machine failed or --timeout was over: that costs no attempt.
    """
    least = _least(min_score)
    _check_files(junit, summary, json, wait)
    data = read_file(notebook)
    with progress() as show:
        api = connect(server, insecure=insecure, keep=remembered, on_pause=lambda reason: show(f"{reason}; trying again"))
        status, new = hand_in(api, data, notebook, assignment, student=student, once=once)
        if not new:
            show(f"the server has this file already, as submission {status.id}")
        if wait:
            with _goes_on(status):
                status = wait_for(api, status, seconds=seconds, on_change=show)
    outcome = outcome_of(api, status)
    _write(api, status, junit=junit, summary=summary)
    show_outcome(output(json), outcome)
    if not status.ended:
        output(json).print(f"`autograder status {status.id}` tells how far it is.", markup=False, soft_wrap=True)
    write_json(json, as_data(api, status) | {"new": new})
    raise typer.Exit(_exit_code(outcome, least))


def _check_files(junit: Path | None, summary: Path | None, json: Path | None, wait: bool) -> None:
    """Refuse files that cannot be written before anything is handed in. Raises UsageError."""
    check_json(json)
    for option, path in (("--junit", junit), ("--summary", summary)):
        if path is None:
            continue
        if not wait:
            raise UsageError(f"{option} needs --wait: there is nothing to write before the notebook is graded")
        check_file(option, path)


@contextlib.contextmanager
def _goes_on(status: Status) -> Iterator[None]:
    """Turn Ctrl-C into a line that says that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        told = f"handed in as submission {status.id} and graded all the same; `autograder status {status.id}` tells more"
        typer.echo(f"\nautograder: {told}", err=True)
        raise typer.Exit(130) from None


def _write(api: Api, status: Status, *, junit: Path | None, summary: Path | None) -> None:
    if status.state != "graded":
        return
    if junit is not None:
        draft = junit.with_name(f".{junit.name}.{os.getpid()}")
        draft.write_bytes(api.document(status.id, "junit"))
        draft.replace(junit)
    if summary is not None:
        with summary.open("ab") as file:
            file.write(api.document(status.id, "markdown").rstrip() + b"\n\n")


def _least(text: str | None) -> tuple[float, bool] | None:
    """A number of points, or (second value True) of hundredths of them. Raises UsageError when it is neither."""
    if text is None:
        return None
    share = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf") or (share and number > 100):
        raise UsageError(f"--min-score {text!r} must be points, like 7.5, or a share, like 60%")
    return number, share


def _exit_code(outcome: Outcome, least: tuple[float, bool] | None) -> int:
    if outcome.state == "not_gradable":
        return InfrastructureError.exit_code
    if outcome.state != "graded":
        return 0
    if outcome.status == "unreadable":
        return SubmissionError.exit_code
    if least is None or outcome.score is None:
        return 0
    number, share = least
    # What a person still grades cannot be missing yet.
    waiting = sum(question.max_score for question in outcome.questions if question.manual and outcome.status != "graded")
    wanted = number / 100 * ((outcome.max_score or 0.0) - waiting) if share else number
    if outcome.score >= wanted - 1e-9:
        return 0
    return InfrastructureError.exit_code if outcome.status == "check_error" else BELOW  # a broken check's points are open
