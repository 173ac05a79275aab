"""Who a token or a session belongs to."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from autograder.service.identity import SCOPES, Scope
from autograder.service.tables import Role
from autograder.service.web.api.routes import api_router
from autograder.service.web.auth import Caller

__all__ = ["router"]

router = api_router("people")


class Me(BaseModel):
    """The caller."""

    id: str
    name: str
    role: Role
    scopes: list[Scope]
    """What role and token allow, both."""
    expires_at: datetime | None
    """When the token ends; null after single sign-on."""


@router.get("/me")
async def me(caller: Caller) -> Me:
    """Who I am, and what I may do."""
    scopes = [scope for scope in SCOPES if scope in caller.scopes]
    return Me(id=caller.person, name=caller.name, role=caller.role, scopes=scopes, expires_at=caller.expires_at)
