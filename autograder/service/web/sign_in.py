"""Begin and end a browser's session."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from autograder.service.browser_sessions import cookie_name, cookie_options, end_session, start_session
from autograder.service.tables import Person, Token
from autograder.service.web.context import Context
from autograder.service.web.refusals import own_path

__all__ = ["sign_in", "sign_out"]


def sign_in(request: Request, context: Context, person: Person, target: str, token: Token | None = None) -> Response:
    """Lead ``person`` on to ``target`` with a fresh session; whichever session the browser had before is ended."""
    service = context.course.service
    with context.database.write() as db:
        if old := request.cookies.get(cookie_name(service)):
            end_session(db, old)
        secret = start_session(db, person.id, service.session_hours, token)
    answer = RedirectResponse(own_path(target), status_code=303)
    answer.set_cookie(cookie_name(service), secret, max_age=int(service.session_hours * 3600), **cookie_options(service))
    return answer


def sign_out(request: Request, context: Context) -> Response:
    """End the browser's session, if it has one, and lead to the sign-in page."""
    service = context.course.service
    if secret := request.cookies.get(cookie_name(service)):
        with context.database.write() as db:
            end_session(db, secret)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(cookie_name(service), **cookie_options(service))
    return answer
