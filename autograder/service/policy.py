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

__all__ = ["may_manage", "may_read", "may_read_class", "may_read_own", "may_submit_for", "may_token"]


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


def may_token(identity: Identity, person: str, role: Role, scopes: Iterable[str]) -> bool:
    """Make or revoke a token of ``person`` with ``scopes``.

    A person's own token never allows more than what they came in by. Instructors do it for everybody but each other: for those
    there is the command line.
    """
    wanted = frozenset(scopes)
    if person == identity.person:
        return wanted <= identity.scopes
    return may_manage(identity) and role != "instructor" and wanted <= ROLE_SCOPES[role]
