"""Who is signed in with a browser. The cookie is random and fresh at every sign-in; its sha256 is stored, never itself."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Literal, TypedDict

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from autograder.course import Service
from autograder.service.identity import SCOPES, Identity, identify
from autograder.service.people import known_person
from autograder.service.tables import BrowserSession, Person, Token, now
from autograder.service.tokens import digest_of

__all__ = ["cookie_name", "cookie_options", "end_session", "identity_of_session", "start_session"]

_COOKIE, _CSRF = "ags_", "agc_"
"""Beginnings by which :mod:`autograder.service.web.logs` recognises what must not be written down."""
_MAX_LENGTH = 128


def start_session(db: Session, person: str, hours: float, token: Token | None = None) -> str:
    """Sign ``person`` in for ``hours``; returns what the cookie holds.

    A session that was opened with a token ends with it and allows no more than it.
    Raises UsageError when nobody is in the course under this id.
    """
    known_person(db, person)
    begun = now()
    db.execute(delete(BrowserSession).where(BrowserSession.expires_at <= begun))
    secret = _COOKIE + secrets.token_urlsafe(32)
    end = begun + timedelta(hours=hours)
    db.add(
        BrowserSession(
            digest=digest_of(secret),
            person_id=person,
            token_id=None if token is None else token.id,
            csrf=_CSRF + secrets.token_urlsafe(32),
            created_at=begun,
            expires_at=end if token is None else min(end, token.expires_at),
        )
    )
    return secret


def identity_of_session(db: Session, secret: str) -> Identity | None:
    """Who is signed in with this cookie; None when nobody is, or no longer."""
    if not secret or len(secret) > _MAX_LENGTH:
        return None
    row = db.execute(
        select(BrowserSession, Person, Token)
        .join(Person, Person.id == BrowserSession.person_id)
        .outerjoin(Token, Token.id == BrowserSession.token_id)
        .where(BrowserSession.digest == digest_of(secret))
    ).first()
    if row is None:
        return None
    session, person, token = row
    if session.expires_at <= now() or person.left_at is not None or (token is not None and token.revoked_at is not None):
        return None
    scopes = SCOPES if token is None else token.scopes.split()
    return identify(person, scopes, csrf=session.csrf, expires_at=None if token is None else token.expires_at)


def end_session(db: Session, secret: str) -> None:
    """Sign out whoever has this cookie; nothing happens when nobody has."""
    db.execute(delete(BrowserSession).where(BrowserSession.digest == digest_of(secret)))


def cookie_name(service: Service, purpose: str = "") -> str:
    """The name of the session's cookie; over https one that only this host can set, and only for all of its paths."""
    return ("__Host-" if is_secure(service) else "") + "autograder" + purpose


class CookieOptions(TypedDict):
    """Arguments of ``Response.set_cookie``."""

    httponly: bool
    samesite: Literal["lax"]
    secure: bool
    path: str


def cookie_options(service: Service) -> CookieOptions:
    """How each of our cookies is set: hidden from scripts, not sent with other sites' posts, by https only where it is used."""
    return {"httponly": True, "samesite": "lax", "secure": is_secure(service), "path": "/"}


def is_secure(service: Service) -> bool:
    """Whether people reach the server by https."""
    return service.url.startswith("https://")
