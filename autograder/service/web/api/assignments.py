"""The course's assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from autograder.service import views
from autograder.service.web.api.routes import api_router
from autograder.service.web.auth import Caller
from autograder.service.web.context import Server

__all__ = ["router"]

router = api_router("course")


@dataclass(frozen=True, kw_only=True)
class AssignmentInfo:
    """An assignment, as the caller may submit it."""

    name: str
    title: str
    due: datetime | None
    attempts: int | None
    """Submissions that are taken of one student; none: as many as they like."""
    attempts_left: int | None
    """Of the caller."""
    sent: int
    """Submissions of the caller so far."""


@router.get("/assignments")
def assignments(server: Server, caller: Caller) -> list[AssignmentInfo]:
    """All assignments, in the course's order, with what is left of the caller's attempts."""
    with server.database.read() as db:
        counts = [(one, views.attempts(db, one, caller.person)) for one in server.course.assignments]
    return [
        AssignmentInfo(
            name=one.name, title=one.title, due=one.due, attempts=count.allowed, attempts_left=count.left, sent=count.sent
        )
        for one, count in counts
    ]
