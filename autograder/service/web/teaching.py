"""What the pages for teachers have in common: who may see them, who may change something, and their words."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.service import class_words
from autograder.service.identity import Identity
from autograder.service.policy import may_manage, may_read_class
from autograder.service.tables import Submission
from autograder.service.web.auth import require
from autograder.service.web.errors import not_found
from autograder.service.web.page import fragment, render

__all__ = ["assignment_of", "attachment", "change", "piece", "read", "see", "submission_of", "teach"]

_VIEW_ONLY = "Only instructors may change this; you can look at everything."


def read(caller: Identity) -> None:
    """Answer 404 unless the caller may see the class, as if there were no such page."""
    if not may_read_class(caller):
        raise not_found("page")


def change(caller: Identity) -> None:
    """As :func:`read`, and 403 for who may only look."""
    read(caller)
    require(may_manage(caller), _VIEW_ONLY)


def assignment_of(course: Course, name: str) -> Assignment:
    """The assignment called ``name``; ApiError 404 where there is none."""
    try:
        return course.assignment(name)
    except UsageError:
        raise not_found("assignment") from None


def submission_of(db: Session, submission_id: str) -> Submission:
    """The submission; ApiError 404 where there is none."""
    found = db.get(Submission, submission_id)
    if found is None:
        raise not_found("submission")
    return found


def teach(request: Request, name: str, caller: Identity, **values: Any) -> HTMLResponse:
    """The page ``class/<name>.html.jinja``; it knows whether the reader may change something."""
    return render(request, f"class/{name}.html.jinja", caller, **_shared(caller), **values)


def piece(request: Request, name: str, caller: Identity, **values: Any) -> HTMLResponse:
    """The template ``class/_<name>.html.jinja`` alone, for htmx to put into the page."""
    return HTMLResponse(fragment(f"class/_{name}.html.jinja", caller=caller, csrf=caller.csrf, **_shared(caller), **values))


def see(target: str) -> Response:
    """After something was changed: look at ``target`` with a plain GET, so that reloading does not change it again."""
    return RedirectResponse(target, 303)


def attachment(file_name: str) -> str:
    """A Content-Disposition with which a browser saves the file and never shows it, whatever its name holds."""
    return f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"


def _shared(caller: Identity) -> dict[str, Any]:
    return {"manages": may_manage(caller), "said": class_words}
