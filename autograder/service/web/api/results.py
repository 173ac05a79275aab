"""What grading found, in the formats that programs and people read. All of it is 404 while there is no published result."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Response
from sqlalchemy.orm import Session

from autograder.feedback.gradescope import results_json
from autograder.feedback.junit import junit_xml
from autograder.feedback.markdown import summary_markdown
from autograder.grade import Grade
from autograder.service import views
from autograder.service.database import read_content
from autograder.service.identity import Identity
from autograder.service.tables import Result, Submission
from autograder.service.web import stored_page
from autograder.service.web.api.grades import GradeInfo, grade_info
from autograder.service.web.api.routes import SubmissionId, api_router, readable
from autograder.service.web.auth import Caller
from autograder.service.web.context import Server
from autograder.service.web.errors import ApiError, documented

__all__ = ["router"]

router = api_router("results")
_ERRORS = documented(404)


def _content(kind: str, schema: dict[str, str] | None = None) -> dict[int | str, dict[str, Any]]:
    """The ``responses=`` of an endpoint that answers with a file of this type."""
    file = {"content": {kind: {"schema": schema or {"type": "string"}}}, "description": "The file."}
    return {200: file, **_ERRORS}


@router.get("/submissions/{submission_id}/result", responses=_ERRORS)
def result(server: Server, caller: Caller, submission_id: SubmissionId) -> GradeInfo:
    """Points, checks with their messages, and findings."""
    with server.database.read() as db:
        return grade_info(_grade(db, caller, submission_id))


@router.get("/submissions/{submission_id}/results.json", responses=_ERRORS)
def gradescope(server: Server, caller: Caller, submission_id: SubmissionId) -> dict[str, Any]:
    """The result in Gradescope's format."""
    with server.database.read() as db:
        return results_json(_grade(db, caller, submission_id))


@router.get("/submissions/{submission_id}/junit", response_class=Response, responses=_content("application/xml"))
def junit(server: Server, caller: Caller, submission_id: SubmissionId) -> Response:
    """The result as JUnit XML, for continuous integration."""
    with server.database.read() as db:
        found = _published(db, caller, submission_id)
        return Response(junit_xml(views.grade_of(found), timestamp=found.made_at), media_type="application/xml")


@router.get("/submissions/{submission_id}/markdown", response_class=Response, responses=_content("text/markdown"))
def markdown(server: Server, caller: Caller, submission_id: SubmissionId) -> Response:
    """A short summary for the job page of continuous integration."""
    with server.database.read() as db:
        grade = _grade(db, caller, submission_id)
    titles = {assignment.name: assignment.title for assignment in server.course.assignments}
    return Response(summary_markdown(grade, titles.get(grade.assignment, grade.assignment)), media_type="text/markdown")


@router.get("/submissions/{submission_id}/feedback", response_class=Response, responses=_content("text/html"))
def feedback(server: Server, caller: Caller, submission_id: SubmissionId) -> Response:
    """The feedback page: one HTML file that needs nothing else."""
    with server.database.read() as db:
        html = read_content(db, _published(db, caller, submission_id).feedback)
    policy = stored_page.policy(html.decode("utf-8", "replace"))
    return Response(html, headers={"Content-Security-Policy": policy}, media_type="text/html")


@router.get(
    "/submissions/{submission_id}/receipt", response_class=Response, responses=_content("application/json", {"type": "object"})
)
def receipt(server: Server, caller: Caller, submission_id: SubmissionId) -> Response:
    """The signed receipt: what was graded, with what, to which result."""
    with server.database.read() as db:
        return Response(_published(db, caller, submission_id).receipt, media_type="application/json")


@router.get(
    "/submissions/{submission_id}/notebook",
    response_class=Response,
    responses=_content("application/x-ipynb+json", {"type": "object"}),
)
def notebook(server: Server, caller: Caller, submission_id: SubmissionId) -> Response:
    """The notebook as it was submitted."""
    with server.database.read() as db:
        submission = readable(db, caller, submission_id)
        data = read_content(db, submission.content)
    return Response(data, headers={"Content-Disposition": _attachment(submission)}, media_type="application/x-ipynb+json")


@router.get(
    "/submissions/{submission_id}/archive",
    response_class=Response,
    responses=_content("application/zip", {"type": "string", "format": "binary"}),
)
def archive(server: Server, caller: Caller, submission_id: SubmissionId) -> Response:
    """The zip archive that the notebook came in; 404 where it came alone."""
    with server.database.read() as db:
        submission = readable(db, caller, submission_id)
        if submission.archive is None:
            raise ApiError(404, "This notebook was handed in alone.", "no_archive")
        data = read_content(db, submission.archive)
    return Response(data, headers={"Content-Disposition": _attachment(submission, "zip")}, media_type="application/zip")


def _published(db: Session, caller: Identity, submission_id: str) -> Result:
    submission = readable(db, caller, submission_id)
    found = views.result_of(db, submission.id)
    if found is None:
        raise ApiError(404, "This submission is not graded yet.", "no_result")
    return found


def _grade(db: Session, caller: Identity, submission_id: str) -> Grade:
    return views.grade_of(_published(db, caller, submission_id))


def _attachment(submission: Submission, ending: str = "ipynb") -> str:
    """A browser saves the file and never shows it; the name is percent-encoded, whatever it holds."""
    stem = submission.file_name.rpartition(".")[0] or submission.assignment
    return f"attachment; filename*=UTF-8''{quote(stem, safe='')}.{ending}"
