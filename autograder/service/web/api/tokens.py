"""Tokens for programs: made, listed and revoked by whoever they belong to, and by instructors."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.grading.submissions import check_student
from autograder.service import tokens
from autograder.service.identity import Scope
from autograder.service.people import known_person
from autograder.service.policy import may_make_token, may_manage, may_read_own, may_revoke_token
from autograder.service.tables import Person, Token
from autograder.service.web.api.routes import api_router
from autograder.service.web.auth import Caller, require
from autograder.service.web.context import Server
from autograder.service.web.errors import ApiError, documented, not_found

__all__ = ["router"]

router = api_router("tokens")
_NOT_OTHERS = "You may manage your own tokens only."


class NewToken(BaseModel):
    """A token to be made."""

    name: Annotated[str, Field(min_length=1, max_length=128, examples=["my laptop"])]
    """What it is for."""
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)]
    days: Annotated[int, Field(ge=1, le=tokens.MAX_DAYS)] = 90
    """How long it works. A token that is made with a token ends with that one at the latest."""
    person: Annotated[str | None, Field(max_length=128)] = None
    """Whose it is; default: the caller's."""


class TokenInfo(BaseModel):
    """A token, without its secret."""

    id: int
    person: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    """To the minute."""


class MadeToken(TokenInfo):
    """A token and its secret, which is shown this once."""

    secret: str


@router.post("/tokens", status_code=201, responses=documented(404))
def make(caller: Caller, server: Server, wanted: NewToken) -> MadeToken:
    """Make a token. Its secret is in this answer and nowhere else."""
    person = caller.person if wanted.person is None else wanted.person
    require(person == caller.person or may_manage(caller), _NOT_OTHERS)
    with server.database.write() as db:
        owner = _person(db, person)
        if not may_make_token(caller, person, owner.role, wanted.scopes):
            require(person != caller.person, "A token cannot allow more than what you signed in with.")
            require(owner.role != "instructor", "Tokens of other instructors are made with `autograder token make`.")
            raise ApiError(422, f"The role {owner.role} does not allow this: {', '.join(wanted.scopes)}.")
        until = caller.expires_at if person == caller.person else None
        try:
            secret = tokens.make_token(db, person, wanted.name, wanted.scopes, wanted.days, until=until)
        except UsageError as problem:
            raise ApiError(422, f"{problem}.") from None
        found = tokens.find_token(db, secret)
        assert found is not None, "a fresh token is usable"
        return MadeToken.model_validate({**_plain(found[0]), "secret": secret})


@router.get("/tokens", responses=documented(404))
def list_all(
    caller: Caller,
    server: Server,
    person: Annotated[str | None, Query(max_length=128, description="Whose tokens; default: the caller's.")] = None,
) -> list[TokenInfo]:
    """The tokens of a person, newest first, with those that no longer work."""
    wanted = caller.person if person is None else person
    require(may_read_own(caller), "This token cannot read.")
    require(wanted == caller.person or may_manage(caller), _NOT_OTHERS)
    with server.database.read() as db:
        _person(db, wanted)
        return [TokenInfo.model_validate(_plain(token)) for token in tokens.list_tokens(db, wanted)]


@router.delete("/tokens/{token}", status_code=204, responses=documented(404))
def revoke(caller: Caller, server: Server, token: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> None:
    """Make a token useless at once; again does no harm."""
    with server.database.write() as db:
        found = db.get(Token, token)
        if found is None or not may_revoke_token(caller, found.person_id, found.scopes.split()):
            raise not_found("token")
        tokens.revoke_token(db, token)


def _person(db: Session, person: str) -> Person:
    try:
        check_student(person)
        return known_person(db, person)
    except UsageError:
        raise not_found("person") from None


def _plain(token: Token) -> dict[str, object]:
    fields = ("id", "name", "created_at", "expires_at", "revoked_at", "used_at")
    return {field: getattr(token, field) for field in fields} | {"person": token.person_id, "scopes": token.scopes.split()}
