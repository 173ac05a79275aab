"""`autograder status`: how far a submission is, or all of them."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.connect import Insecure, OfAssignment, OfStudent, Remember, ServerAddress, connect
from autograder.cli.options import JsonFile, check_json, output, write_json
from autograder.cli.submission_report import as_data, one_of, show_list, show_outcome
from autograder.client.outcome import outcome_of
from autograder.client.progress import progress
from autograder.client.wait import wait_for
from autograder.errors import UsageError


def command(
    submission: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Of the submission.", show_default="the newest")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="A table of the submissions, newest first.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until it is graded.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, metavar="N", help="Rows of the table.")] = 20,
    assignment: OfAssignment = None,
    student: OfStudent = None,
    server: ServerAddress = None,
    seconds: Annotated[float, typer.Option("--timeout", min=1, metavar="SECONDS", help="--watch so long at most.")] = 3600.0,
    json: JsonFile = None,
    remembered: Remember = False,
    insecure: Insecure = False,
) -> None:
    """Say how far a submission is, or show all of them.

    Without an ID it is the newest one. Ends with exit code 2 when there is none, and 3 when the server does not answer or
    --timeout was over.
    """
    check_json(json)
    if everything and (submission or watch):
        raise UsageError("--all shows many submissions; it goes neither with an ID nor with --watch")
    console = output(json)
    with progress() as show:
        api = connect(server, insecure=insecure, keep=remembered, on_pause=lambda reason: show(f"{reason}; trying again"))
        if everything:
            found = api.submissions(assignment=assignment, student=student, limit=limit)
        else:
            status = one_of(api, submission, assignment, student)
            if watch:
                status = wait_for(api, status, seconds=seconds, on_change=show)
    if everything:
        show_list(console, found)
        write_json(json, [as_data(api, status) for status in found])
    else:
        show_outcome(console, outcome_of(api, status))
        write_json(json, as_data(api, status))
