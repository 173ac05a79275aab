"""What every endpoint gets: the course and the database of the running server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from autograder.course import Course
from autograder.service.database import Database

__all__ = ["Context", "Server"]


@dataclass(frozen=True, kw_only=True)
class Context:
    """The running server's course and database."""

    course: Course
    database: Database


def _of(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Server = Annotated[Context, Depends(_of)]
"""Type of an endpoint's parameter: ``def endpoint(server: Server)``."""
