"""A person's own tokens, and how to hand in with one from a terminal, Colab or CI."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from autograder.errors import UsageError
from autograder.service import tokens
from autograder.service.identity import Identity
from autograder.service.policy import may_revoke_token
from autograder.service.tables import Token, now
from autograder.service.web.auth import BrowserCaller, require
from autograder.service.web.client_package import REQUIREMENTS
from autograder.service.web.context import Context, Server
from autograder.service.web.errors import not_found
from autograder.service.web.page import render
from autograder.service.web.pages.class_forms import Number

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_SCOPES = ("submit", "read")
"""What these tokens are for; one that manages is made on the command line or over the API."""
_DAYS = (30, 90, 180, 365)
_NAME = "my computer"


@router.get("/tokens")
def own_tokens(request: Request, caller: BrowserCaller, server: Server) -> HTMLResponse:
    """The tokens that work, how to make one, and what to do with it."""
    return _page(request, caller, server)


@router.post("/tokens")
def make(
    request: Request,
    caller: BrowserCaller,
    server: Server,
    name: Annotated[str, Form(max_length=256)] = _NAME,
    days: Annotated[int, Form(ge=1, le=tokens.MAX_DAYS)] = 180,
) -> HTMLResponse:
    """Make a token; its secret stands on this page and on no other."""
    wanted = [scope for scope in _SCOPES if scope in caller.scopes]
    require(bool(wanted))
    try:
        with server.database.write() as db:
            secret = tokens.make_token(db, caller.person, name, wanted, days, until=caller.expires_at)
    except UsageError as problem:
        return _page(request, caller, server, problem=str(problem), status=422)
    return _page(request, caller, server, secret=secret)


@router.post("/tokens/{token}/revoke")
def revoke(caller: BrowserCaller, server: Server, token: Number) -> Response:
    """Make one of one's own tokens useless."""
    with server.database.write() as db:
        found = db.get(Token, token)
        own = found is not None and found.person_id == caller.person
        if found is None or not own or not may_revoke_token(caller, found.person_id, found.scopes.split()):
            raise not_found("token")
        tokens.revoke_token(db, token)
    return RedirectResponse("/tokens", 303)


def _page(
    request: Request, caller: Identity, server: Context, *, secret: str = "", problem: str = "", status: int = 200
) -> HTMLResponse:
    with server.database.read() as db:
        known = tokens.list_tokens(db, caller.person)
    address = server.course.service.url.rstrip("/")
    return render(
        request,
        "tokens.html.jinja",
        caller,
        status=status,
        tokens=[token for token in known if token.revoked_at is None and token.expires_at > now()],
        secret=secret,
        problem=problem,
        days=_DAYS,
        called=_NAME,
        address=address,
        requirements=address + REQUIREMENTS,
        assignment=next((one.name for one in server.course.assignments), "assignment"),
        may_revoke=lambda token: may_revoke_token(caller, token.person_id, token.scopes.split()),
    )
