"""Everything that is known of one submission, for teachers."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from autograder.course import Course
from autograder.feedback.text import visible_all
from autograder.service import views
from autograder.service.again import grade_again
from autograder.service.database import read_content
from autograder.service.overview import alerts_of
from autograder.service.tables import Job, Person, Regrade, Result, Submission
from autograder.service.web import stored_page
from autograder.service.web.auth import BrowserCaller, Caller
from autograder.service.web.context import Server
from autograder.service.web.errors import not_found
from autograder.service.web.pages.class_forms import Number
from autograder.service.web.teaching import attachment, change, read, see, submission_of, teach

__all__ = ["router"]

router = APIRouter(prefix="/class/submissions", include_in_schema=False)

SubmissionId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
_NOTEBOOK, _ZIP, _JSON = "application/x-ipynb+json", "application/zip", "application/json"


@router.get("/{submission_id}")
def show(request: Request, submission_id: SubmissionId, caller: Caller, server: Server) -> HTMLResponse:
    """Its jobs with their failures, its results, what broke, its files, and the way to manual grading."""
    read(caller)
    with server.database.read() as db:
        submission = submission_of(db, submission_id)
        jobs = _jobs(db, submission_id)
        results = _results(db, submission_id)
        published = next((result for result, _ in results if result.state == "published"), None)
        return teach(
            request,
            "submission",
            caller,
            submission=submission,
            person=db.get_one(Person, submission.person_id),
            shown=views.status_of(db, server.course, submission_id),
            jobs=jobs,
            results=results,
            published=published,
            grade=None if published is None else visible_all(views.grade_of(published)),
            alerts=alerts_of(db, submission=submission_id),
            others=views.history(db, server.course, submission.person_id, submission.assignment),
            formgrader=_formgrader(server.course, submission),
            unfinished=any(job.state in ("queued", "leased") and job.regrade_id is None for job in jobs),
        )


@router.post("/{submission_id}/again")
def again(submission_id: SubmissionId, caller: BrowserCaller, server: Server) -> Response:
    """Grade this one again, with today's checks; its student sees the new result at once."""
    change(caller)
    try:
        grade_again(server.database, submission_id)
    except LookupError:
        raise not_found("submission") from None
    return see(f"/class/submissions/{submission_id}")


@router.get("/{submission_id}/files/{kind}")
def file(
    submission_id: SubmissionId, kind: Literal["notebook", "archive", "executed", "receipt"], caller: Caller, server: Server
) -> Response:
    """A file of the submission, to be saved and never shown by the browser."""
    read(caller)
    with server.database.read() as db:
        submission = submission_of(db, submission_id)
        name = f"{submission.person_id}_{submission.assignment}_{submission.attempt}"
        if kind == "notebook":
            return _file(read_content(db, submission.content), f"{name}.ipynb", _NOTEBOOK)
        if kind == "archive":
            if submission.archive is None:
                raise not_found("archive")
            return _file(read_content(db, submission.archive), f"{name}.zip", _ZIP)
        result = views.result_of(db, submission_id)
        if result is None:
            raise not_found("result")
        if kind == "receipt":
            return _file(result.receipt.encode(), f"{name}_receipt.json", _JSON)
        if result.notebook is None:
            raise not_found("notebook")
        return _file(read_content(db, result.notebook), f"{name}_executed.ipynb", _NOTEBOOK)


@router.get("/{submission_id}/results/{result}/feedback")
def feedback(submission_id: SubmissionId, result: Number, caller: Caller, server: Server) -> Response:
    """The feedback page of any of its results, of those that a regrade proposes too, under the page's own policy."""
    read(caller)
    with server.database.read() as db:
        found = db.get(Result, result)
        if found is None or found.submission_id != submission_id:
            raise not_found("result")
        html = read_content(db, found.feedback).decode("utf-8", "replace")
    headers = {"Content-Security-Policy": stored_page.policy(html)}
    back = stored_page.with_way_back(html, f"/class/submissions/{submission_id}", "Back to the submission")
    return HTMLResponse(back, headers=headers)


def _jobs(db: Session, submission: str) -> list[Job]:
    return list(db.scalars(select(Job).where(Job.submission_id == submission).order_by(Job.id.desc())))


def _results(db: Session, submission: str) -> list[tuple[Result, Regrade | None]]:
    """All results, newest first, with the regrade that made them."""
    rows = (
        select(Result, Regrade)
        .join(Job, Result.job_id == Job.id)
        .outerjoin(Regrade, Job.regrade_id == Regrade.id)
        .where(Result.submission_id == submission)
        .order_by(Result.id.desc())
        .options(undefer(Result.problems), undefer(Result.grade), undefer(Result.receipt))
    )
    return [(result, regrade) for result, regrade in db.execute(rows)]


def _formgrader(course: Course, submission: Submission) -> str:
    """Where nbgrader's formgrader lists the notebooks of this student's submission; empty without a formgrader."""
    base = course.service.formgrader.rstrip("/")
    if not base:
        return ""
    return f"{base}/manage_students/{quote(submission.person_id, safe='')}/{quote(submission.assignment, safe='')}"


def _file(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": attachment(name)})
