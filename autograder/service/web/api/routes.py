"""What the API's routers have in common: where they are, how callers identify themselves, what may go wrong anywhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import HTTPBearer
from sqlalchemy.orm import Session

from autograder.service.identity import Identity
from autograder.service.policy import may_read
from autograder.service.tables import Submission
from autograder.service.web.errors import documented, not_found

__all__ = ["BY_TOKEN", "COMMON", "PREFIX", "AssignmentName", "StudentName", "SubmissionId", "api_router", "readable"]

PREFIX = "/api/v1"
_TOKEN = HTTPBearer(auto_error=False, scheme_name="token", description="A token, `agt_…`; or a browser's session.")
"""For the description alone: :mod:`autograder.service.web.auth` reads the header."""

BY_TOKEN = [Depends(_TOKEN)]
"""Dependencies of endpoints that want a caller: the description then says how one is given."""
COMMON = documented(400, 401, 403, 422, 429, 503)
"""Error answers of all endpoints that want a caller."""
SubmissionId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="What submitting answered as `id`.")]
AssignmentName = Annotated[str, Query(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
StudentName = Annotated[str, Query(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]


def api_router(tag: str) -> APIRouter:
    """A router below ``/api/v1`` whose endpoints take a token and answer errors as JSON."""
    return APIRouter(prefix=PREFIX, tags=[tag], dependencies=BY_TOKEN, responses=COMMON)


def readable(db: Session, caller: Identity, submission_id: str) -> Submission:
    """The submission, where the caller may see it; else ApiError 404, as if there were none."""
    found = db.get(Submission, submission_id)
    if found is None or not may_read(caller, found):
        raise not_found()
    return found
