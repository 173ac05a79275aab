"""Hand in a notebook by the form of an assignment's page."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from autograder.course import Assignment
from autograder.errors import InfrastructureError, SubmissionError
from autograder.service.identity import Identity
from autograder.service.policy import may_submit_for
from autograder.service.submit import Refused, Upload, submit
from autograder.service.tables import Submission
from autograder.service.upload import read_upload
from autograder.service.web.auth import Caller, require
from autograder.service.web.context import Context, Server
from autograder.service.web.pages.student import assignment_page, named

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_NO_FILE = "No file was chosen. Choose your notebook, then hand it in."
_NOT_STORED = (
    "Our machine could not store your notebook just now. Nothing was counted; please keep the file and try again in a minute."
)
_STATUS = {"too_often": 429, "unknown_student": 403}


@router.post("/assignments/{name}")
def hand_in(
    request: Request,
    name: str,
    caller: Caller,
    server: Server,
    file: Annotated[UploadFile | None, File()] = None,
    key: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Take the file and go on to its submission's page; or say why not, which costs no attempt."""
    assignment = named(server.course, name)
    require(may_submit_for(caller, caller.person), "You may not hand in.")

    def refuse(problem: str, status: int, retry_after: int | None = None) -> Response:
        page = assignment_page(request, caller, server, assignment, problem=problem, status=status)
        if retry_after is not None:
            page.headers["Retry-After"] = str(retry_after)
        return page

    if file is None or not file.filename:
        return refuse(_NO_FILE, 422)
    try:
        submission = _take(server, caller, assignment, file.file.read(), file.filename, key)
    except SubmissionError as problem:
        return refuse(f"This file cannot be graded: {problem.reason}.", 422)
    except Refused as problem:
        return refuse(problem.message, _STATUS.get(problem.why, 409), problem.retry_after)
    except InfrastructureError:
        return refuse(_NOT_STORED, 503, 60)
    return RedirectResponse(f"/submissions/{submission.id}", 303)


def _take(server: Context, caller: Identity, assignment: Assignment, data: bytes, file_name: str, key: str) -> Submission:
    read = read_upload(data, file_name, server.course, assignment)
    upload = Upload(
        student=caller.person,
        assignment=assignment.name,
        notebook=read.notebook,
        archive=read.archive,
        file_name=read.file_name,
        # A form that is sent twice is one submission; another file from the same form is another one.
        key=f"{key}-{hashlib.sha256(data).hexdigest()[:32]}" if key else None,
        origin="web",
        sent_by=caller.person,
    )
    return submit(server.database, server.course, upload)
