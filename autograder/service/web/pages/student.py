"""The assignments of a course, and one assignment with its history and the form to hand in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.service import views
from autograder.service.policy import may_read_class, may_read_own, may_submit_for
from autograder.service.views import Attempts, SubmissionStatus
from autograder.service.web.auth import Caller, require
from autograder.service.web.context import Context, Server
from autograder.service.web.curve import curve
from autograder.service.web.errors import not_found
from autograder.service.web.page import render

__all__ = ["assignment_page", "named", "router"]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One assignment of the list."""

    assignment: Assignment
    attempts: Attempts
    open: SubmissionStatus | None
    """The newest submission that is waiting or being graded."""
    graded: SubmissionStatus | None
    """The newest one with a score, which counts."""


@router.get("/")
def home(request: Request, caller: Caller, server: Server) -> Response:
    """Who teaches sees the class first, everybody else their assignments."""
    if may_read_class(caller):
        return RedirectResponse("/class", 303)
    return assignments(request, caller, server)


@router.get("/assignments")
def assignments(request: Request, caller: Caller, server: Server) -> HTMLResponse:
    """All assignments, with what the caller has handed in."""
    require(may_read_own(caller))
    with server.database.read() as db:
        rows = [_row(db, server.course, assignment, caller.person) for assignment in server.course.assignments]
    return render(request, "student/assignments.html.jinja", caller, rows=rows)


@router.get("/assignments/{name}")
def assignment(request: Request, name: str, caller: Caller, server: Server) -> HTMLResponse:
    """One assignment: hand in, and what was handed in before."""
    return assignment_page(request, caller, server, named(server.course, name))


@router.get("/assignments/{name}/notebook")
def release(name: str, caller: Caller, server: Server) -> FileResponse:
    """The notebook that students start from."""
    path = server.course.release(named(server.course, name))
    if not path.is_file():
        raise not_found("notebook")
    return FileResponse(path, media_type="application/x-ipynb+json", filename=path.name, headers={"Cache-Control": "no-store"})


def named(course: Course, name: str) -> Assignment:
    """The assignment called ``name``; ApiError 404 where there is none."""
    try:
        return course.assignment(name)
    except UsageError:
        raise not_found("assignment") from None


def assignment_page(
    request: Request, caller: Caller, server: Context, assignment: Assignment, *, problem: str = "", status: int = 200
) -> HTMLResponse:
    """The page of one assignment; ``problem``: why an upload was not taken."""
    require(may_read_own(caller))
    with server.database.read() as db:
        history = views.history(db, server.course, caller.person, assignment.name)
        attempts = views.attempts(db, assignment, caller.person)
    return render(
        request,
        "student/assignment.html.jinja",
        caller,
        status=status,
        assignment=assignment,
        attempts=attempts,
        history=history,
        curve=curve(history),
        problem=problem,
        may_submit=may_submit_for(caller, caller.person),
        has_release=server.course.release(assignment).is_file(),
        upload_mb=server.course.service.upload_mb,
        key=secrets.token_hex(12),
    )


def _row(db: Session, course: Course, assignment: Assignment, student: str) -> _Row:
    history = views.history(db, course, student, assignment.name)
    return _Row(
        assignment=assignment,
        attempts=views.attempts(db, assignment, student),
        open=next((status for status in history if status.state in ("queued", "running")), None),
        graded=next((status for status in history if status.score is not None), None),
    )
