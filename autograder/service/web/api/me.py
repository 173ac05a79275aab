"""Who a token or a session belongs to."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from autograder.service.identity import SCOPES, Scope
from autograder.service.tables import Role
from autograder.service.web.auth import Caller
from autograder.service.web.errors import documented

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["people"])


class Me(BaseModel):
    """The caller."""

    id: str
    name: str
    role: Role
    scopes: list[Scope]
    """What role and token allow, both."""
    expires_at: datetime | None
    """When the token ends; null after single sign-on."""


@router.get("/me", responses=documented(401, 429))
async def me(caller: Caller) -> Me:
    """Who I am, and what I may do."""
    scopes = [scope for scope in SCOPES if scope in caller.scopes]
    return Me(id=caller.person, name=caller.name, role=caller.role, scopes=scopes, expires_at=caller.expires_at)
