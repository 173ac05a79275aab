"""Who is in the course: adding people, changing them, taking them out. Work that was handed in always stays."""

from __future__ import annotations

import difflib
import unicodedata

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.grading.submissions import check_student
from autograder.service.identity import ROLES
from autograder.service.tables import BrowserSession, Person, Role, Token, now
from autograder.settings import nearest

__all__ = ["add_person", "change_person", "check_name", "check_role", "everybody", "find", "known_person", "remove_person"]

MAX_NAME = 256


def find(db: Session, person: str) -> Person | None:
    """Whoever is in the course under this id; None for those who left."""
    found = db.get(Person, person)
    return None if found is None or found.left_at is not None else found


def known_person(db: Session, person: str) -> Person:
    """Whoever is in the course under this id. Raises UsageError, with the closest id, when nobody is."""
    found = find(db, person)
    if found is None:
        ids = db.scalars(select(Person.id).where(Person.left_at.is_(None))).all()
        close = difflib.get_close_matches(person, ids, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]!r}?" if close else "`autograder people list` shows who is"
        raise UsageError(f"nobody called {person!r} is in the course; {hint}")
    return found


def everybody(db: Session) -> list[Person]:
    """All who are in the course, by id."""
    return list(db.scalars(select(Person).where(Person.left_at.is_(None)).order_by(Person.id)))


def add_person(db: Session, person: str, name: str, role: str) -> Person:
    """Add somebody, or take somebody back who left.

    Raises:
        UsageError: the id, the name or the role is unfit, or somebody is in the course under this id.
    """
    check_student(person)
    name, checked = check_name(name), check_role(role)
    found = db.get(Person, person)
    if found is None:
        found = Person(id=person, name=name, role=checked)
        db.add(found)
        db.flush()
        return found
    if found.left_at is None:
        raise UsageError(f"{person!r} is in the course already; `autograder people change` gives another name or role")
    found.name, found.role, found.left_at = name, checked, None
    return found


def change_person(db: Session, person: str, *, name: str | None = None, role: str | None = None) -> Person:
    """Give somebody another name or role. A change of role signs them out; their tokens allow what the new role allows.

    Raises UsageError when nobody is in the course under this id, or name or role are unfit.
    """
    found = known_person(db, person)
    if name is not None:
        found.name = check_name(name)
    if role is not None and check_role(role) != found.role:
        found.role = check_role(role)
        _sign_out(db, person)
    return found


def remove_person(db: Session, person: str) -> Person:
    """Take somebody out of the course: they are signed out, their tokens are revoked, and their work stays.

    Raises UsageError when nobody is in the course under this id.
    """
    found = known_person(db, person)
    found.left_at = now()
    db.execute(update(Token).where(Token.person_id == person, Token.revoked_at.is_(None)).values(revoked_at=now()))
    _sign_out(db, person)
    return found


def check_role(role: str) -> Role:
    """``role``, where it is one; else UsageError."""
    for known in ROLES:
        if role == known:
            return known
    raise UsageError(f"there is no role {role!r}{nearest(role, ROLES)}")


def check_name(name: str) -> str:
    """``name`` without outer blanks; UsageError where it is too long or has control characters."""
    odd = any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in name)
    if odd or len(name) > MAX_NAME:
        raise UsageError(f"name {name!r}: it must have at most {MAX_NAME} characters, none of them control characters")
    return name.strip()


def _sign_out(db: Session, person: str) -> None:
    db.execute(delete(BrowserSession).where(BrowserSession.person_id == person))
