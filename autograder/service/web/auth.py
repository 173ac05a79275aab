"""Who calls an endpoint, by a token in the ``Authorization`` header or by the session of their browser.

    def endpoint(caller: Caller) -> …            # either way
    def endpoint(caller: BrowserCaller) -> …     # by browser only

Tokens are read from that header alone, never from an address. Whoever comes by cookie must, to change anything, come from our
own pages: with the session's CSRF token in the form field ``csrf`` or the header ``X-CSRF-Token``, and not from another site.
"""

from __future__ import annotations

import contextlib
import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import BackgroundTasks, Depends, Request

from autograder.errors import InfrastructureError
from autograder.service import tokens
from autograder.service.browser_sessions import cookie_name, identity_of_session
from autograder.service.database import Database
from autograder.service.identity import Identity
from autograder.service.web.context import Context, Server
from autograder.service.web.throttle import Failures

__all__ = [
    "BrowserCaller", "Caller", "Forbidden", "MaybeCaller", "NotSignedIn", "TooManyFailures", "address_of", "check_same_site",
    "failures_of", "is_api", "require",
]  # fmt: skip

_SAFE = ("GET", "HEAD", "OPTIONS")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NotSignedIn(Exception):
    """Nobody known calls: 401 for programs, the sign-in page for people."""

    def __init__(self, message: str = "Please sign in.") -> None:
        super().__init__(message)
        self.message = message


class Forbidden(Exception):
    """The caller is known and may not do this: 403."""

    def __init__(self, message: str = "You may not do this.") -> None:
        super().__init__(message)
        self.message = message


class TooManyFailures(Exception):
    """This address has failed to sign in too often: 429."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait
        """Seconds until it may try again."""


def require(allowed: bool, message: str = "You may not do this.") -> None:
    """Raise :class:`Forbidden` with ``message`` unless ``allowed``."""
    if not allowed:
        raise Forbidden(message)


def is_api(request: Request) -> bool:
    """Whether a program is answered, with JSON, rather than a person with a page."""
    return request.url.path.startswith("/api/")


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy on this machine, what the proxy says."""
    return request.client.host if request.client is not None else "unknown"


def failures_of(request: Request) -> Failures:
    """The failed sign-ins that this server remembers."""
    failures: Failures = request.app.state.failures
    return failures


def check_same_site(request: Request, context: Context) -> None:
    """Refuse a request that another site's page made. Raises Forbidden.

    Browsers say where a request comes from; programs say nothing, and need no protection from themselves.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        require(site in ("same-origin", "none"), "This came from another site's page, so it was not done.")
        return
    origin = request.headers.get("origin")
    if origin is not None:
        ours = {request.headers.get("host", "").lower(), urlsplit(context.course.service.url).netloc.lower()}
        require(urlsplit(origin).netloc.lower() in ours - {""}, "This came from another site's page, so it was not done.")


def _identify(request: Request, server: Server, later: BackgroundTasks) -> Identity | None:
    """The caller, by token or else by session; None without either. Raises NotSignedIn for one that is of no use."""
    if "authorization" in request.headers:
        return _by_token(request, server.database, later)
    cookie = request.cookies.get(cookie_name(server.course.service))
    if cookie is None:
        return None
    with server.database.read() as db:
        return identity_of_session(db, cookie)


def _by_token(request: Request, database: Database, later: BackgroundTasks) -> Identity:
    kind, _, secret = request.headers["authorization"].partition(" ")
    if kind.lower() != "bearer":
        raise NotSignedIn("Send your token as `Authorization: Bearer agt_…`.")
    with database.read() as db:
        found = tokens.find_token(db, secret.strip())
    if found is None:
        failures = failures_of(request)
        if wait := failures.wait(address_of(request)):  # a good token is never kept waiting: nobody guesses 256 random bits
            raise TooManyFailures(wait)
        failures.add(address_of(request))
        raise NotSignedIn("This token is unknown, expired or revoked. Please ask for a new one.")
    token, person = found
    if not tokens.use_is_noted(token):
        later.add_task(_note_use, database, token.id)  # after the answer: nobody waits for it
    return tokens.identity_of(token, person)


def _note_use(database: Database, token_id: int) -> None:
    with contextlib.suppress(InfrastructureError), database.write() as db:  # a full disk hinders only this
        tokens.note_use(db, token_id)


_Identified = Annotated[Identity | None, Depends(_identify)]


async def _check_origin(request: Request, server: Server, identity: _Identified) -> Identity | None:
    """The caller, whose browser session did not do what another site wanted. Raises Forbidden."""
    if identity is None or identity.csrf is None or request.method in _SAFE:
        return identity
    check_same_site(request, server)
    form = None
    sent = request.headers.get("x-csrf-token")
    if sent is None and request.headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS:
        form = await request.form(max_files=1, max_fields=32, max_part_size=64 * 2**10)
        field = form.get("csrf")
        sent = field if isinstance(field, str) else None
    good = sent is not None and hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), identity.csrf.encode())
    if not good and form is not None:
        await form.close()  # an endpoint that reads its form itself is not called
    require(good, "This form is no longer valid. Please go back, reload the page and try again.")
    return identity


MaybeCaller = Annotated[Identity | None, Depends(_check_origin)]
"""Who calls, or None: for pages that everybody may see."""


async def _signed_in(identity: MaybeCaller) -> Identity:
    if identity is None:
        raise NotSignedIn
    return identity


Caller = Annotated[Identity, Depends(_signed_in)]
"""Type of an endpoint's parameter: somebody known, by token or browser."""


async def _by_browser(identity: Caller) -> Identity:
    if identity.csrf is None:
        raise NotSignedIn("This page is for people; programs use /api/v1.")
    return identity


BrowserCaller = Annotated[Identity, Depends(_by_browser)]
"""Somebody known who is signed in with a browser."""
