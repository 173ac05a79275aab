"""The sign-in page: by a token, or by the university's account where that is configured."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from autograder.service import tokens
from autograder.service.web.auth import MaybeCaller, TooManyFailures, address_of, check_same_site, failures_of
from autograder.service.web.context import Server
from autograder.service.web.page import render
from autograder.service.web.refusals import own_path
from autograder.service.web.sign_in import sign_in, sign_out

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_UNKNOWN = "This token is unknown, expired or revoked. Check that you pasted all of it, or ask your instructor for a new one."
_FOR_PROGRAMS = "This token is for programs. Ask your instructor for one of your own."


@router.get("/login")
def page(request: Request, server: Server, caller: MaybeCaller, next: Annotated[str, Query()] = "/") -> Response:
    """The form; whoever is signed in already goes on."""
    if caller is not None and caller.csrf is not None:
        return RedirectResponse(own_path(next), status_code=303)
    return _form(request, server, next)


@router.post("/login")
def enter(request: Request, server: Server, token: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Sign in by a token. What another site's page sends is refused, so that nobody is signed in as somebody else unawares."""
    check_same_site(request, server)
    failures, address = failures_of(request), address_of(request)
    if wait := failures.wait(address):
        raise TooManyFailures(wait)
    with server.database.read() as db:
        found = tokens.find_token(db, token.strip())
    if found is None:
        failures.add(address)
        return _form(request, server, next, _UNKNOWN)
    row, person = found
    if person.role == "ci" or "read" not in tokens.identity_of(row, person).scopes:
        return _form(request, server, next, _FOR_PROGRAMS)
    with server.database.write() as db:
        tokens.note_use(db, row.id)
    return sign_in(request, server, person, next, row)


@router.post("/logout")
def leave(request: Request, server: Server, caller: MaybeCaller) -> Response:
    """Sign out; the caller is asked for so that another site's page cannot do it."""
    return sign_out(request, server)


def _form(request: Request, server: Server, target: str, problem: str = "") -> Response:
    openid = server.course.service.openid
    return render(
        request,
        "login.html.jinja",
        None,
        status=400 if problem else 200,
        target=own_path(target),
        problem=problem,
        openid=openid.title if openid is not None else "",
    )
