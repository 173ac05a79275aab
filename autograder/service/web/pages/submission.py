"""One submission: how far it is, its result, and its feedback page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from autograder.service import views
from autograder.service.database import read_content
from autograder.service.identity import Identity
from autograder.service.policy import may_read
from autograder.service.tables import Submission
from autograder.service.web import shown, stored_page
from autograder.service.web.auth import Caller
from autograder.service.web.context import Server
from autograder.service.web.errors import not_found
from autograder.service.web.page import render

__all__ = ["find", "router"]

router = APIRouter(include_in_schema=False)


def find(db: Session, caller: Identity, submission_id: str) -> Submission:
    """A submission that ``caller`` may see; ApiError 404 for any other, as if there were none."""
    submission = db.get(Submission, submission_id)
    if submission is None or not may_read(caller, submission):
        raise not_found("submission")
    return submission


@router.get("/submissions/{submission_id}")
def show(request: Request, submission_id: str, caller: Caller, server: Server) -> HTMLResponse:
    """A submission's page; it follows the grading by itself."""
    with server.database.read() as db:
        submission = find(db, caller, submission_id)
        status = views.status_of(db, server.course, submission.id)
        news = shown.news_of(db, status)
    return render(
        request,
        "student/submission.html.jinja",
        caller,
        submission=status,
        file_name=submission.file_name,
        news=news,
        body=Markup(news.html),  # noqa: S704  # a template made it, and escaped what it shows
    )


@router.get("/submissions/{submission_id}/feedback")
def feedback(submission_id: str, caller: Caller, server: Server) -> Response:
    """The feedback page as it was stored, under its own policy, with a way back."""
    page = f"/submissions/{submission_id}"
    with server.database.read() as db:
        find(db, caller, submission_id)
        result = views.result_of(db, submission_id)
        if result is None:
            return RedirectResponse(page, 303)
        html = read_content(db, result.feedback).decode("utf-8", "replace")
    headers = {"Content-Security-Policy": stored_page.policy(html)}
    return HTMLResponse(stored_page.with_way_back(html, page, "Back to the submission"), headers=headers)
