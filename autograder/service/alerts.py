"""Things an instructor should look at, each said once until somebody has seen it."""

from __future__ import annotations

from sqlalchemy import select, update

from autograder.service.database import Database
from autograder.service.tables import Alert, now

__all__ = ["CHANGED_SETTINGS", "alert_once", "settle"]

CHANGED_SETTINGS = "settings"
"""Kind of the alert about a changed ``course_config.py``."""


def alert_once(database: Database, kind: str, text: str, submission: str | None = None) -> bool:
    """Add an alert unless the same one is there and unseen; whether it was added."""
    with database.write() as db:
        same = select(Alert.id).where(Alert.kind == kind, Alert.text == text, Alert.seen_at.is_(None)).limit(1)
        if db.scalar(same) is not None:
            return False
        db.add(Alert(kind=kind, text=text, submission_id=submission))
        return True


def settle(database: Database, kind: str) -> None:
    """Mark all alerts of a kind as seen: what they tell of is no longer so."""
    with database.write() as db:
        db.execute(update(Alert).where(Alert.kind == kind, Alert.seen_at.is_(None)).values(seen_at=now()))
