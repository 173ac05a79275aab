"""`autograder token`: keys for people's programs and for their first sign-in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from autograder.cli.options import CourseFolder, JsonFile, check_json, output, write_json
from autograder.course import load_course
from autograder.errors import UsageError
from autograder.service import tokens
from autograder.service.database import Database, open_database
from autograder.service.identity import ROLE_SCOPES, SCOPES
from autograder.service.people import known_person
from autograder.service.tables import Token, now

Action = Literal["list", "make", "revoke"]
DAYS = 180


def command(
    action: Annotated[Action, typer.Argument(metavar="list|make|revoke", help="What to do.")] = "list",
    which: Annotated[
        str | None,
        typer.Argument(metavar="[PERSON|NUMBER]", help="Whose token; for revoke its number.", show_default=False),
    ] = None,
    scopes: Annotated[
        str | None,
        typer.Option("--scopes", metavar="LIST", help="Of submit,read,manage.", show_default="all that the role allows"),
    ] = None,
    days: Annotated[
        float | None, typer.Option("--days", metavar="N", help="It works for so long; at most 365.", show_default=str(DAYS))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is for.", show_default="sign-in")] = None,
    course: CourseFolder = Path("."),
    json: JsonFile = None,
) -> None:
    """Make, list and revoke the tokens that people sign in with.

    A token's secret is shown once, when it is made: the database holds only a digest of it.
    """
    check_json(json)
    if action != "make" and (scopes is not None or days is not None or name is not None):
        raise UsageError(f"--scopes, --days and --name go with make, not with {action}")
    if action != "list" and which is None:
        raise UsageError(f"token {action} needs {'the number of a token' if action == 'revoke' else 'the id of a person'}")
    database = open_database(load_course(course))
    try:
        if action == "make":
            _make(database, which or "", scopes, DAYS if days is None else days, name or "sign-in", json)
        elif action == "revoke":
            _revoke(database, which or "", json)
        else:
            _list(database, which, json)
    finally:
        database.close()


def _make(database: Database, person: str, scopes: str | None, days: float, name: str, json: Path | None) -> None:
    with database.write() as db:
        allowed = ROLE_SCOPES[known_person(db, person).role]
        wanted = allowed if scopes is None else {scope.strip() for scope in scopes.split(",") if scope.strip()}
        secret = tokens.make_token(db, person, name, wanted, days)
        made = tokens.find_token(db, secret)
    assert made is not None, "a fresh token is usable"
    about = _plain(made[0])
    if json is None:  # else it stands in the JSON, and need not stand in a terminal's history too
        typer.echo(secret)
    can = ", ".join(about["scopes"])
    line = f"token {about['id']} of {person} can {can} until {about['expires_at'][:10]}; it is not shown again"
    typer.echo(line, err=True)
    before = os.umask(0o077)  # nobody else may read the file
    try:
        write_json(json, about | {"secret": secret})
    finally:
        os.umask(before)


def _revoke(database: Database, number: str, json: Path | None) -> None:
    if not number.isdecimal() or not 0 < int(number) < 2**31:
        raise UsageError(f"{number!r} is not the number of a token; `autograder token list` shows them")
    with database.write() as db:
        token = tokens.revoke_token(db, int(number))
    output(json).print(f"token {token.id} of {token.person_id} is revoked", markup=False, soft_wrap=True)
    write_json(json, _plain(token))


def _list(database: Database, person: str | None, json: Path | None) -> None:
    with database.read() as db:
        if person is not None:
            known_person(db, person)
        found = tokens.list_tokens(db, person)
    table = Table("Number", "Person", "For", "Can", "Until", "Last used", "State", box=None)
    for token in found:
        until, used = f"{token.expires_at:%Y-%m-%d}", f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else "never"
        cells = (str(token.id), token.person_id, token.name, token.scopes.replace(" ", ", "), until, used, _state(token))
        table.add_row(*(Text(cell) for cell in cells))
    if found:
        output(json).print(table)
    else:
        output(json).print("There is no token yet: autograder token make PERSON", markup=False)
    write_json(json, [_plain(token) for token in found])


def _state(token: Token) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at <= now() else "works"


def _plain(token: Token) -> dict[str, Any]:
    moments = {
        field: None if (value := getattr(token, field)) is None else value.isoformat(timespec="seconds")
        for field in ("created_at", "expires_at", "revoked_at", "used_at")
    }
    scopes = [scope for scope in SCOPES if scope in token.scopes.split()]
    return {"id": token.id, "person": token.person_id, "name": token.name, "scopes": scopes, "state": _state(token)} | moments
