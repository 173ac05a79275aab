"""Whether the server works, for those who watch over it: no token, nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Response

from autograder.errors import InfrastructureError
from autograder.service.outlook import live_workers
from autograder.service.web.api.routes import PREFIX
from autograder.service.web.context import Server
from autograder.service.web.errors import documented

__all__ = ["router"]

router = APIRouter(prefix=PREFIX, tags=["operation"], responses=documented(400))


@dataclass(frozen=True, kw_only=True)
class Health:
    """What works."""

    status: Literal["ok", "no database", "no worker"]
    database: bool
    workers: int
    """Grading processes that were heard of lately."""


@router.get(
    "/health",
    responses={503: {"model": Health, "description": "Submissions cannot be stored, or are stored and wait ungraded."}},
)
def health(server: Server, response: Response) -> Health:
    """200 where submissions are taken and graded; 503 where the database or every grading process is missing."""
    try:
        with server.database.read() as db:
            workers = len(live_workers(db, server.course))
    except InfrastructureError:
        response.status_code = 503
        return Health(status="no database", database=False, workers=0)
    if not workers:
        response.status_code = 503
    return Health(status="ok" if workers else "no worker", database=True, workers=workers)
