"""Who calls: a person, their role, and what the way they came in allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from autograder.service.tables import Person, Role

__all__ = ["ROLES", "ROLE_SCOPES", "SCOPES", "Identity", "Scope", "identify"]

Scope = Literal["submit", "read", "manage"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    "student": frozenset({"submit", "read"}),
    "ci": frozenset({"submit", "read"}),
    "tutor": frozenset({"submit", "read"}),
    "instructor": frozenset(SCOPES),
}
"""The most that somebody of a role may do, by whichever way they come in."""


@dataclass(frozen=True)
class Identity:
    """A known caller."""

    person: str
    """Student id, or whatever else the person is called in the course."""
    name: str
    role: Role
    scopes: frozenset[Scope]
    """What the role and the token allow, both."""
    csrf: str | None
    """What a form must send back; None for tokens, which no browser sends by itself."""
    expires_at: datetime | None = None
    """When the token ends that they came in by; None after single sign-on."""


def identify(person: Person, scopes: Iterable[str], *, csrf: str | None = None, expires_at: datetime | None = None) -> Identity:
    """The identity of ``person``, who came in by something that allows ``scopes``."""
    allowed = ROLE_SCOPES[person.role] & frozenset(scopes)
    return Identity(person.id, person.name, person.role, allowed, csrf, expires_at)
