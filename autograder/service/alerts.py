"""Things an instructor should look at, each said once until somebody has seen it."""

from __future__ import annotations

from sqlalchemy import select

from autograder.service.database import Database
from autograder.service.tables import Alert

__all__ = ["alert_once"]


def alert_once(database: Database, kind: str, text: str, submission: str | None = None) -> bool:
    """Add an alert unless the same one is there and unseen; whether it was added."""
    with database.write() as db:
        same = select(Alert.id).where(Alert.kind == kind, Alert.text == text, Alert.seen_at.is_(None)).limit(1)
        if db.scalar(same) is not None:
            return False
        db.add(Alert(kind=kind, text=text, submission_id=submission))
        return True
