"""Tokens: shown once, stored as a digest, bounded in scope and time, useless once revoked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from autograder.errors import UsageError
from autograder.service import tokens
from autograder.service.browser_sessions import identity_of_session, start_session
from autograder.service.database import Database
from autograder.service.people import change_person, remove_person
from autograder.service.tables import Base, Token, now


def made(database: Database, person: str = "anna", scopes: tuple[str, ...] = ("read",), days: float = 1, **more) -> str:
    with database.write() as db:
        return tokens.make_token(db, person, "a test", scopes, days, **more)


def identity(database: Database, secret: str):
    with database.read() as db:
        return tokens.identity_of_token(db, secret)


def test_a_token_says_who_it_is(database):
    """Whoever shows a token is its person, with the role's and the token's scopes, and no CSRF token."""
    found = identity(database, made(database, "ina", ("read", "manage")))
    assert (found.person, found.name, found.role, found.csrf) == ("ina", "Ina", "instructor", None)
    assert found.scopes == {"read", "manage"}


def test_the_secret_is_nowhere_in_the_database(database):
    """Of a secret with 256 random bits only the sha256 is stored."""
    secret = made(database)
    assert re.fullmatch(r"agt_[\w-]{43}", secret)
    with database.read() as db:
        rows = [row for table in Base.metadata.sorted_tables for row in db.execute(select(table)).all()]
    assert rows
    assert secret.removeprefix("agt_") not in repr(rows)
    assert made(database) != secret


def test_an_unknown_secret_is_nobody(database):
    """Whatever else is shown as a token, also what is no text, identifies nobody."""
    secret = made(database)
    for odd in ("", "agt_", "agt_unknown", "agt_" + "x" * 10_000, "ägt", "agt_\x00", "agt_\ud800"):
        assert identity(database, odd) is None, odd
    assert identity(database, secret[:-1]) is None
    assert identity(database, secret.upper()) is None
    assert identity(database, tokens.digest_of(secret)) is None


def test_an_expired_token_is_nobody(database):
    """A token works until its end and not after it."""
    secret = made(database, days=1)
    assert identity(database, secret) is not None
    with database.write() as db:
        db.execute(update(Token).values(expires_at=now() - timedelta(seconds=1)))
    assert identity(database, secret) is None


def test_a_revoked_token_is_nobody_and_signs_out(database):
    """Revoking ends the token and the browser sessions that were opened with it, and no others; again changes nothing."""
    secret, other = made(database), made(database)
    with database.write() as db:
        row, _ = tokens.find_token(db, secret)
        opened, elsewhere = start_session(db, "anna", 1, row), start_session(db, "anna", 1)
    with database.write() as db:
        first = tokens.revoke_token(db, row.id).revoked_at
    with database.write() as db:
        assert tokens.revoke_token(db, row.id).revoked_at == first
        assert identity_of_session(db, opened) is None
        assert identity_of_session(db, elsewhere) is not None
    assert identity(database, secret) is None
    assert identity(database, other) is not None


def test_revoking_an_unknown_token_is_refused(database):
    """A number that is no token's is named."""
    with database.write() as db, pytest.raises(UsageError, match="no token 99"):
        tokens.revoke_token(db, 99)


def test_a_token_loses_what_its_person_loses(database):
    """A manager's token manages no more once its person is a tutor, and is nobody's once they have left."""
    secret = made(database, "ina", ("read", "manage"))
    with database.write() as db:
        change_person(db, "ina", role="tutor")
    assert identity(database, secret).scopes == {"read"}
    with database.write() as db:
        remove_person(db, "ina")
    assert identity(database, secret) is None


UNFIT = [
    ("anne", "x", ["read"], 1, "did you mean 'anna'"),
    ("anna", "x", ["raed"], 1, "did you mean 'read'"),
    ("anna", "x", ["manage"], 1, "the role student does not allow it"),
    ("anna", "x", [], 1, "needs a scope"),
    ("anna", "x", ["read"], 0, "at most 365"),
    ("anna", "x", ["read"], 366, "at most 365"),
    ("anna", "x", ["read"], float("nan"), "at most 365"),
    ("anna", " ", ["read"], 1, "1 to 128 characters"),
    ("anna", "a\nb", ["read"], 1, "control characters"),
]
"""Person, name, scopes, days, and what is said."""


def test_what_a_token_cannot_be(database):
    """Unknown people, scopes above the role, more than a year and unfit names are refused with the reason."""
    for person, name, scopes, days, said in UNFIT:
        with database.write() as db, pytest.raises(UsageError, match=said):
            tokens.make_token(db, person, name, scopes, days)


def test_an_earlier_end_cuts_a_token_short(database):
    """A token ends at ``until`` where that comes first."""
    soon = now() + timedelta(hours=1)
    assert identity(database, made(database, days=30, until=soon)).expires_at == soon
    assert identity(database, made(database, days=30, until=soon + timedelta(days=60))).expires_at > soon


def test_nobody_piles_up_tokens(database, monkeypatch):
    """Only so many usable tokens belong to one person; revoked ones do not count, nor do others'."""
    monkeypatch.setattr(tokens, "MAX_LIVE", 2)
    made(database)
    secret = made(database)
    with pytest.raises(UsageError, match="revoke those"):
        made(database)
    made(database, "ben")
    with database.write() as db:
        tokens.revoke_token(db, tokens.find_token(db, secret)[0].id)
    made(database)


def test_use_is_noted_to_the_minute(database):
    """The last use is kept, with at most one write a minute."""
    secret = made(database)
    with database.write() as db:
        token, _ = tokens.find_token(db, secret)
        assert not tokens.use_is_noted(token)
        tokens.note_use(db, token.id)
    with database.write() as db:
        token, _ = tokens.find_token(db, secret)
        first = token.used_at
        assert tokens.use_is_noted(token)
        tokens.note_use(db, token.id)
    with database.write() as db:
        assert tokens.find_token(db, secret)[0].used_at == first
        db.execute(update(Token).values(used_at=now() - timedelta(minutes=2)))
    with database.write() as db:
        tokens.note_use(db, token.id)
    with database.read() as db:
        assert tokens.find_token(db, secret)[0].used_at >= first


def test_lists_are_newest_first(database):
    """A person's tokens, or everybody's."""
    for person in ("anna", "ben", "anna"):
        made(database, person)
    with database.read() as db:
        assert [token.person_id for token in tokens.list_tokens(db)] == ["anna", "ben", "anna"]
        mine = tokens.list_tokens(db, "anna")
    assert [token.id for token in mine] == sorted((token.id for token in mine), reverse=True)
    assert len(mine) == 2
