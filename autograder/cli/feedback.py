"""`autograder feedback`: fetch a submission's feedback page and its receipt."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.connect import Insecure, OfAssignment, OfStudent, Remember, ServerAddress, connect
from autograder.cli.options import JsonFile, check_json, output, write_json
from autograder.cli.submission_report import as_data, file_stem, one_of
from autograder.client import words
from autograder.errors import InfrastructureError, UsageError


def command(
    submission: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Of the submission.", show_default="the newest")
    ] = None,
    folder: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Where the files go.", file_okay=False, show_default="this folder")
    ] = Path(),
    browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    assignment: OfAssignment = None,
    student: OfStudent = None,
    server: ServerAddress = None,
    json: JsonFile = None,
    remembered: Remember = False,
    insecure: Insecure = False,
) -> None:
    """Fetch the feedback page and the receipt of a submission.

    Without an ID it is the newest one. Writes <assignment>-<attempt>-feedback.html and -receipt.json; the receipt is the
    server's signed statement of what was graded with which result. Ends with exit code 2 while there is no feedback yet.
    """
    check_json(json)
    api = connect(server, insecure=insecure, keep=remembered)
    status = one_of(api, submission, assignment, student)
    if status.state != "graded":
        told = f"submission {status.id} has no feedback yet: {words.line(status)}"
        raise InfrastructureError(told) if status.ended else UsageError(told)
    files = {}
    for kind, suffix in (("feedback", "html"), ("receipt", "json")):
        path = folder / f"{file_stem(status)}-{kind}.{suffix}"
        _write(path, api.document(status.id, kind))
        files[kind] = str(path)
        output(json).print(f"{kind}: {path}", markup=False, soft_wrap=True)
    write_json(json, as_data(api, status) | {"files": files})
    if browser and not webbrowser.open(Path(files["feedback"]).absolute().as_uri()):
        raise UsageError(f"there is no browser here; open {files['feedback']} in one")


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as problem:
        raise UsageError(
            f"{path}: it cannot be written ({problem.strerror or problem}); name another folder with --to"
        ) from None
