"""Who may do what: pure functions of an identity. A role and a scope must both allow.

student      own things only
ci           submits for every student, reads what it sent itself
tutor        reads everything
instructor   reads and manages everything
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.service.identity import ROLE_SCOPES, Identity
from autograder.service.tables import Role, Submission

__all__ = [
    "may_make_token", "may_manage", "may_read", "may_read_class", "may_read_own", "may_revoke_token", "may_submit_for",
]  # fmt: skip


def may_submit_for(identity: Identity, student: str) -> bool:
    """Hand in a notebook that counts for ``student``."""
    return "submit" in identity.scopes and (student == identity.person or identity.role in ("ci", "instructor"))


def may_read_own(identity: Identity) -> bool:
    """See one's own submissions and results."""
    return "read" in identity.scopes


def may_read(identity: Identity, submission: Submission) -> bool:
    """See a submission and all that belongs to it: notebook, progress, result, feedback, receipt."""
    if "read" not in identity.scopes:
        return False
    if identity.role in ("tutor", "instructor") or submission.person_id == identity.person:
        return True
    return identity.role == "ci" and submission.sent_by == identity.person


def may_read_class(identity: Identity) -> bool:
    """See everybody's submissions and the statistics of the class."""
    return "read" in identity.scopes and identity.role in ("tutor", "instructor")


def may_manage(identity: Identity) -> bool:
    """Regrade, publish, and give out tokens."""
    return "manage" in identity.scopes and identity.role == "instructor"


def may_make_token(identity: Identity, person: str, role: Role, scopes: Iterable[str]) -> bool:
    """Make a token of ``person``, who has ``role``, with ``scopes``.

    A person's own token never allows more than what they came in by. Instructors make them for everybody but each other: for
    those there is the command line.
    """
    wanted = frozenset(scopes)
    if person == identity.person:
        return wanted <= identity.scopes
    return may_manage(identity) and role != "instructor" and wanted <= ROLE_SCOPES[role]


def may_revoke_token(identity: Identity, person: str, scopes: Iterable[str]) -> bool:
    """Revoke a token of ``person`` with ``scopes``: one's own, unless it allows more than what one came in by."""
    return may_manage(identity) or (person == identity.person and frozenset(scopes) <= identity.scopes)
