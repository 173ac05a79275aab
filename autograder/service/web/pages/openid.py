"""Sign in with the university's account: off to the provider, and back."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import time
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from autograder.course import Course
from autograder.errors import ConfigError, UsageError
from autograder.grading.submissions import check_student
from autograder.service import people
from autograder.service.browser_sessions import cookie_name, cookie_options
from autograder.service.tables import Person
from autograder.service.web.context import Context, Server
from autograder.service.web.oidc import Attempt, Provider, SignInFailed
from autograder.service.web.page import render
from autograder.service.web.refusals import own_path
from autograder.service.web.sign_in import sign_in

__all__ = ["CALLBACK", "provider_of", "router"]

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)

CALLBACK = "/login/openid/callback"
_SECONDS = 600
"""How long somebody may take at the provider."""
_COOKIE = "-openid"


def provider_of(course: Course) -> Provider | None:
    """The course's provider; None where single sign-on is not configured. Raises ConfigError when its secret is missing."""
    settings = course.service.openid
    if settings is None:
        return None
    secret = os.environ.get(settings.secret_variable)
    if not secret:
        raise ConfigError(
            f"OpenID: set the environment variable {settings.secret_variable} to the secret of {settings.client_id!r}"
        )
    return Provider(settings, secret)


@router.get("/login/openid")
def leave(request: Request, server: Server, next: Annotated[str, Query()] = "/") -> Response:
    """Send the browser to the provider, with a signed note of what must come back."""
    provider: Provider | None = request.app.state.openid
    if provider is None:
        return RedirectResponse("/login", status_code=303)
    try:
        attempt, address = provider.begin(_callback(server.course))
    except SignInFailed as problem:
        return _failed(request, problem)
    note = {**asdict(attempt), "next": own_path(next), "exp": int(time.time()) + _SECONDS}
    answer = RedirectResponse(address, status_code=303)
    service = server.course.service
    signed = jwt.encode({"alg": "HS256"}, note, _key(server.course))
    answer.set_cookie(cookie_name(service, _COOKIE), signed, max_age=_SECONDS, **cookie_options(service))
    return answer


@router.get(CALLBACK)
def come_back(
    request: Request,
    server: Server,
    code: Annotated[str, Query()] = "",
    state: Annotated[str, Query()] = "",
    iss: Annotated[str | None, Query()] = None,
    error: Annotated[str, Query()] = "",
) -> Response:
    """Sign in whoever the provider says came back."""
    provider: Provider | None = request.app.state.openid
    if provider is None:
        return RedirectResponse("/login", status_code=303)
    service = server.course.service
    try:
        attempt, target = _noted(request.cookies.get(cookie_name(service, _COOKIE)), server.course)
        if not hmac.compare_digest(attempt.state.encode(), state.encode("utf-8", "surrogatepass")):
            raise SignInFailed("the answer belongs to another attempt (state)")
        provider.check_issuer(iss)
        if error or not code:
            raise SignInFailed(f"the provider refused ({error[:100]!r})")
        person = provider.finish(attempt, _callback(server.course), code)
        known = _known(server, person)
        answer = _unknown(request, person) if known is None else sign_in(request, server, known, target)
    except SignInFailed as problem:
        answer = _failed(request, problem)
    answer.delete_cookie(cookie_name(service, _COOKIE), **cookie_options(service))
    return answer


def _known(server: Context, person: str) -> Person | None:
    try:
        check_student(person)  # a provider may say what a database cannot even be asked
    except UsageError:
        return None
    with server.database.read() as db:
        return people.find(db, person)


def _callback(course: Course) -> str:
    return course.service.url.rstrip("/") + CALLBACK


def _key(course: Course) -> OctKey:
    return OctKey.import_key(hmac.new(course.secret(), b"attempts to sign in", hashlib.sha256).digest())


def _noted(cookie: str | None, course: Course) -> tuple[Attempt, str]:
    """The attempt this browser began, and where it wants to go. Raises SignInFailed without one, or when it took too long."""
    if cookie is None:
        raise SignInFailed("this browser began no attempt")
    try:
        note = jwt.decode(cookie, _key(course), algorithms=["HS256"]).claims
    except (JoseError, ValueError) as problem:
        raise SignInFailed(f"the note of the attempt is not ours ({type(problem).__name__})") from None
    if note["exp"] <= time.time():
        raise SignInFailed("the attempt took longer than ten minutes")
    return Attempt(state=note["state"], nonce=note["nonce"], verifier=note["verifier"]), own_path(note["next"])


def _failed(request: Request, problem: SignInFailed) -> Response:
    log.warning("single sign-on failed: %s", problem.reason)
    message = "Signing in with your account did not work. Please try once more; if it fails again, tell your instructor."
    return render(request, "refused.html.jinja", None, status=400, heading="You are not signed in", message=message)


def _unknown(request: Request, person: str) -> Response:
    message = f"Your account is {person}, which is not in this course yet. Please ask your instructor to add {person}."
    return render(request, "refused.html.jinja", None, status=403, heading="You are not in this course yet", message=message)
