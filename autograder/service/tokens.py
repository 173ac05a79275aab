"""Keys for programs. The secret is shown once; the database holds its sha256 only, so a stolen backup signs nobody in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.service.identity import ROLE_SCOPES, SCOPES, Identity, identify
from autograder.service.people import known_person
from autograder.service.tables import BrowserSession, Person, Token, now
from autograder.settings import nearest

__all__ = [
    "MAX_DAYS", "PREFIX", "digest_of", "find_token", "identity_of", "identity_of_token", "list_tokens", "make_token",
    "note_use", "revoke_token", "use_is_noted",
]  # fmt: skip

PREFIX = "agt_"
"""Begins every secret, so that people and scanners of repositories recognise one."""
MAX_DAYS = 365
MAX_LIVE = 50
"""Usable tokens of one person."""
_MAX_LENGTH = 128
_USE_NOTED = timedelta(minutes=1)


def make_token(
    db: Session, person: str, name: str, scopes: Iterable[str], days: float, *, until: datetime | None = None
) -> str:
    """Make a token for ``person`` and return its secret, which cannot be found out later.

    Parameters:
        name: what it is for, in words.
        scopes: of ``submit``, ``read`` and ``manage``.
        days: how long it works; ``until`` cuts that short.

    Raises:
        UsageError: nobody is called so, a scope is unknown or not the role's, the days are not 0 to 365, the name is unfit, or
            the person has 50 tokens already.
    """
    owner = known_person(db, person)
    wanted = _checked_scopes(owner, scopes)
    if not 0 < days <= MAX_DAYS:
        raise UsageError(f"a token works for at most {MAX_DAYS} days, and longer than none: {days:g} is out of range")
    _check_name(name)
    made = now()
    live = (Token.person_id == person, Token.revoked_at.is_(None), Token.expires_at > made)
    if (db.scalar(select(func.count()).select_from(Token).where(*live)) or 0) >= MAX_LIVE:
        raise UsageError(f"{person} has {MAX_LIVE} tokens; revoke those that are not used")
    secret = PREFIX + secrets.token_urlsafe(32)
    end = made + timedelta(days=days)
    token = Token(
        person_id=person, name=name.strip(), digest=digest_of(secret), scopes=" ".join(wanted),
        created_at=made, expires_at=end if until is None else min(end, until),
    )  # fmt: skip
    db.add(token)
    return secret


def identity_of_token(db: Session, secret: str) -> Identity | None:
    """Whose token this is; None when it is unknown, expired or revoked, or its person has left."""
    found = find_token(db, secret)
    return None if found is None else identity_of(*found)


def find_token(db: Session, secret: str) -> tuple[Token, Person] | None:
    """A usable token and its person.

    It is looked up by its digest: how long that takes tells nothing about the secret.
    """
    if not secret.startswith(PREFIX) or len(secret) > _MAX_LENGTH:
        return None
    digest = digest_of(secret)
    row = db.execute(select(Token, Person).join(Person, Person.id == Token.person_id).where(Token.digest == digest)).first()
    if row is None or not hmac.compare_digest(row[0].digest, digest):
        return None
    token, person = row
    usable = token.revoked_at is None and token.expires_at > now() and person.left_at is None
    return (token, person) if usable else None


def note_use(db: Session, token_id: int) -> None:
    """Remember that a token was used; one write within a minute at most."""
    at = now()
    stale = or_(Token.used_at.is_(None), Token.used_at < at - _USE_NOTED)
    db.execute(update(Token).where(Token.id == token_id, stale).values(used_at=at))


def use_is_noted(token: Token) -> bool:
    """Whether the last use on record is fresh, so that nothing need be written."""
    return token.used_at is not None and token.used_at >= now() - _USE_NOTED


def list_tokens(db: Session, person: str | None = None) -> list[Token]:
    """The tokens of ``person``, or everybody's; newest first, with those that no longer work."""
    wanted = select(Token).order_by(Token.id.desc())
    return list(db.scalars(wanted if person is None else wanted.where(Token.person_id == person)))


def revoke_token(db: Session, token_id: int) -> Token:
    """Make a token useless at once, and end the sessions that were opened with it; again does no harm.

    Raises UsageError when there is no such token.
    """
    token = db.get(Token, token_id)
    if token is None:
        raise UsageError(f"there is no token {token_id}; `autograder token list` shows them")
    token.revoked_at = token.revoked_at or now()
    db.execute(delete(BrowserSession).where(BrowserSession.token_id == token_id))
    return token


def digest_of(secret: str) -> str:
    """What is stored of a secret: its sha256, hex. Secrets have 256 random bits, so no salt or slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def identity_of(token: Token, person: Person) -> Identity:
    """The caller who shows ``token``."""
    return identify(person, token.scopes.split(), expires_at=token.expires_at)


def _checked_scopes(owner: Person, scopes: Iterable[str]) -> list[str]:
    """The scopes, each once, in their order. Raises UsageError for none, an unknown one, and one above the role's."""
    given = set(scopes)
    for scope in sorted(given):
        if scope not in SCOPES:
            raise UsageError(f"there is no scope {scope!r}{nearest(scope, SCOPES)}")
        if scope not in ROLE_SCOPES[owner.role]:
            raise UsageError(f"a token of {owner.id} cannot {scope}: the role {owner.role} does not allow it")
    if not given:
        raise UsageError(f"a token needs a scope: {', '.join(SCOPES)}")
    return [scope for scope in SCOPES if scope in given]


def _check_name(name: str) -> None:
    odd = any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in name)
    if odd or not name.strip() or len(name) > 128:
        raise UsageError(f"token name {name!r}: it must have 1 to 128 characters and no control characters")
