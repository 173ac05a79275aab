"""Ways to come in: with a token, or signed in with a browser."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fastapi import FastAPI
from starlette.testclient import TestClient

from autograder.service.browser_sessions import start_session
from autograder.service.database import Database
from autograder.service.identity import ROLE_SCOPES
from autograder.service.people import known_person
from autograder.service.tokens import make_token

COOKIE = "autograder"
PAGE = "/assignments"
"""A page that everybody who is signed in may see, with the form to sign out."""


def token(database: Database, person: str, scopes: Iterable[str] | None = None, days: float = 30) -> str:
    """A token of ``person``; with all that the role allows, unless ``scopes`` are given."""
    with database.write() as db:
        wanted = ROLE_SCOPES[known_person(db, person).role] if scopes is None else scopes
        return make_token(db, person, "a test", wanted, days)


def bearer(secret: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {secret}"}


def browser(app: FastAPI, database: Database, person: str) -> TestClient:
    """A browser in which ``person`` is signed in; it follows no redirects."""
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    with database.write() as db:
        client.cookies.set(COOKIE, start_session(db, person, hours=1))
    return client


def csrf_of(client: TestClient) -> str:
    """The CSRF token that stands in the pages of a browser."""
    [found, *_] = re.findall(r'name="csrf" value="([^"]+)"', client.get(PAGE).text)
    return found
