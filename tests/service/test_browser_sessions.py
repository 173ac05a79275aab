"""Browser sessions: fresh and random, ended by time, by signing out and with the token that opened them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from autograder.course import Service
from autograder.service.browser_sessions import cookie_name, cookie_options, end_session, identity_of_session, start_session
from autograder.service.database import Database
from autograder.service.tables import Base, BrowserSession, Token, now
from autograder.service.tokens import find_token, make_token


def identity(database: Database, secret: str):
    with database.read() as db:
        return identity_of_session(db, secret)


def test_a_session_says_who_it_is(database):
    """Whoever signed in is known with all scopes of the role and a CSRF token of this session."""
    with database.write() as db:
        first, second = start_session(db, "ina", hours=1), start_session(db, "ina", hours=1)
    one, two = identity(database, first), identity(database, second)
    assert (one.person, one.role, one.scopes) == ("ina", "instructor", {"submit", "read", "manage"})
    assert first != second
    assert one.csrf != two.csrf
    assert len(one.csrf) >= 43
    assert identity(database, one.csrf) is None
    assert identity(database, "") is None
    assert identity(database, "x" * 10_000) is None


def test_the_cookie_is_nowhere_in_the_database(database):
    """Only the sha256 of the cookie is stored."""
    with database.write() as db:
        secret = start_session(db, "anna", hours=1)
    with database.read() as db:
        rows = [row for table in Base.metadata.sorted_tables for row in db.execute(select(table)).all()]
    assert secret not in repr(rows)
    assert secret.removeprefix("ags_") not in repr(rows)


def test_a_session_ends(database):
    """By signing out, and by time; the next sign-in of anybody sweeps what has ended."""
    with database.write() as db:
        left, late = start_session(db, "anna", hours=1), start_session(db, "anna", hours=1)
    with database.write() as db:
        end_session(db, left)
        end_session(db, "unknown")
    assert identity(database, left) is None
    assert identity(database, late) is not None
    with database.write() as db:
        db.execute(update(BrowserSession).values(expires_at=now() - timedelta(seconds=1)))
    assert identity(database, late) is None
    with database.write() as db:
        start_session(db, "ben", hours=1)
        assert db.scalar(select(func.count()).select_from(BrowserSession)) == 1


def test_a_session_is_never_more_than_its_token(database):
    """A session opened with a token has the token's scopes and end, and is over when the token is."""
    with database.write() as db:
        token, _ = find_token(db, make_token(db, "ina", "a test", ["read"], days=0.01))
        secret = start_session(db, "ina", 12, token)
    found = identity(database, secret)
    assert found.scopes == {"read"}
    assert found.expires_at == token.expires_at
    with database.read() as db:
        assert db.scalar(select(BrowserSession.expires_at)) == token.expires_at
    with database.write() as db:
        db.execute(update(Token).values(revoked_at=now()))
    assert identity(database, secret) is None


def test_cookies_are_as_safe_as_the_address_allows():
    """Over https the cookie is secure and bound to the host; never readable by scripts nor sent with other sites' posts."""
    plain, safe = Service(url="http://127.0.0.1:8000"), Service(url="https://grader.example")
    assert (cookie_name(plain), cookie_name(safe)) == ("autograder", "__Host-autograder")
    assert cookie_options(safe) == {"httponly": True, "samesite": "lax", "secure": True, "path": "/"}
    assert cookie_options(plain) == cookie_options(safe) | {"secure": False}
