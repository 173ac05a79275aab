"""How callers are told that they are unknown, not allowed, or too fast: JSON for programs, a page for people."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from autograder.service.web.auth import Forbidden, NotSignedIn, TooManyFailures, is_api
from autograder.service.web.errors import answer
from autograder.service.web.throttle import Failures

__all__ = ["add_refusals", "own_path", "sign_in_path"]


def add_refusals(app: FastAPI) -> None:
    """Give ``app`` its answers to callers who may not, and the memory of failed sign-ins."""
    app.state.failures = Failures()
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(Forbidden, _forbidden)
    app.add_exception_handler(TooManyFailures, _too_many_failures)


def own_path(target: str | None) -> str:
    """``target`` where it is a path on this server, else ``/``: a link to us never leads on to somebody else."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or parts.path.startswith("/login") else target


def sign_in_path(request: Request) -> str:
    """The sign-in page, which leads back to the page of ``request``."""
    if request.method != "GET":
        return "/login"
    target = own_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    return "/login" if target == "/" else f"/login?next={quote(target, safe='/')}"


async def _not_signed_in(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, NotSignedIn)
    if is_api(request):
        return answer(request, 401, problem.message, headers={"WWW-Authenticate": "Bearer"})
    if "hx-request" in request.headers:  # a piece of a page: the browser leaves the whole page for the sign-in
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(status_code=401)
    if request.url.path == "/login":  # with a useless token in a header: the way to the form would lead in circles
        return answer(request, 401, problem.message)
    return RedirectResponse(sign_in_path(request), status_code=303)


async def _forbidden(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Forbidden)
    return answer(request, 403, problem.message)


async def _too_many_failures(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, TooManyFailures)
    minutes = -(-problem.wait // 60)
    message = f"Signing in failed too often from here. Please wait {minutes} minute{'s' if minutes > 1 else ''}."
    return answer(request, 429, message, headers={"Retry-After": str(problem.wait)})
