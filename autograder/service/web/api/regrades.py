"""Grade a class again in the shadow, compare, then publish or drop. For instructors; tutors may look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.grade import CheckStatus
from autograder.service.comparison import Outcome, compare, progress
from autograder.service.policy import may_manage, may_read_class
from autograder.service.regrade import RegradeRefused, Which, drop, publish, start_regrade
from autograder.service.tables import Regrade, RegradeState
from autograder.service.web.api.routes import AssignmentName, api_router
from autograder.service.web.auth import Caller, require
from autograder.service.web.context import Server
from autograder.service.web.errors import ApiError, documented, not_found

__all__ = ["router"]

router = api_router("regrades")

RegradeId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_READ, _MANAGE = "Only tutors and instructors see regrades.", "Only instructors may regrade."


class Start(BaseModel):
    """What is graded again, and why."""

    assignment: str = Field(min_length=1, max_length=128)
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")
    which: Which = "counting"


class CheckChangeInfo(BaseModel):
    """A check with another outcome; null: one of the two gradings did not have it."""

    model_config = ConfigDict(from_attributes=True)
    check: str
    title: str
    old: CheckStatus | None
    new: CheckStatus | None


class ChangeInfo(BaseModel):
    """One submission's old and new points."""

    submission: str
    student: str
    attempt: int
    outcome: Outcome
    old_score: float | None
    new_score: float | None
    max_score: float
    difference: float
    old_status: str
    new_status: str
    checks: list[CheckChangeInfo]
    overtaken: bool
    """It was graded again in the meantime and keeps that newer result."""
    problem: str


class RegradeInfo(BaseModel):
    """A regrade and how far it is, in submissions."""

    id: int
    assignment: str
    reason: str
    state: RegradeState
    made_by: str
    made_at: datetime
    settled_at: datetime | None
    total: int
    done: int
    failed: int


class RegradeDetails(RegradeInfo):
    """A regrade and what it changes, the largest change first."""

    counts: dict[Outcome, int]
    mean_difference: float
    changes: list[ChangeInfo]


@router.post("/regrades", status_code=201, responses=documented(404, 409))
def start(server: Server, caller: Caller, body: Start) -> RegradeInfo:
    """Start a regrade; until it is published nothing that students see changes."""
    require(may_manage(caller), _MANAGE)
    try:
        assignment = server.course.assignment(body.assignment)
    except UsageError:
        raise not_found("assignment") from None
    with _refusals():
        made = start_regrade(server.database, assignment.name, caller.person, body.reason, which=body.which)
    with server.database.read() as db:
        return _info(db, made)


@router.get("/regrades")
def regrades(server: Server, caller: Caller, assignment: AssignmentName | None = None) -> list[RegradeInfo]:
    """All regrades, or an assignment's, the newest first; at most a hundred."""
    require(may_read_class(caller), _READ)
    with server.database.read() as db:
        wanted = select(Regrade).order_by(Regrade.id.desc()).limit(100)
        if assignment is not None:
            wanted = wanted.where(Regrade.assignment == assignment)
        return [_info(db, regrade) for regrade in db.scalars(wanted)]


@router.get("/regrades/{regrade}", responses=documented(404))
def regrade(server: Server, caller: Caller, regrade: RegradeId) -> RegradeDetails:
    """How far it is, and who changes by how much."""
    require(may_read_class(caller), _READ)
    with server.database.read() as db:
        return _details(db, _find(db, regrade))


@router.post("/regrades/{regrade}/publish", responses=documented(404, 409))
def publish_it(server: Server, caller: Caller, regrade: RegradeId) -> RegradeInfo:
    """Let the new results take the place of the old ones. Twice is once."""
    require(may_manage(caller), _MANAGE)
    with _refusals():
        done = publish(server.database, regrade)
    with server.database.read() as db:
        return _info(db, done)


@router.post("/regrades/{regrade}/drop", responses=documented(404, 409))
def drop_it(server: Server, caller: Caller, regrade: RegradeId) -> RegradeInfo:
    """Forget the new results. Twice is once."""
    require(may_manage(caller), _MANAGE)
    with _refusals():
        done = drop(server.database, regrade)
    with server.database.read() as db:
        return _info(db, done)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RegradeRefused as no:
        raise ApiError(
            404 if no.why == "unknown" else 409, no.message, "not_found" if no.why == "unknown" else no.why
        ) from None


def _find(db: Session, regrade: int) -> Regrade:
    found = db.get(Regrade, regrade)
    if found is None:
        raise not_found("regrade")
    return found


def _info(db: Session, regrade: Regrade) -> RegradeInfo:
    return RegradeInfo.model_validate(_fields(db, regrade))


def _fields(db: Session, regrade: Regrade) -> dict[str, object]:
    names = ("id", "assignment", "reason", "state", "made_by", "made_at", "settled_at")
    far = progress(db, regrade.id)
    return {name: getattr(regrade, name) for name in names} | {"total": far.total, "done": far.done, "failed": far.failed}


def _details(db: Session, regrade: Regrade) -> RegradeDetails:
    found = compare(db, regrade)
    outcomes: tuple[Outcome, ...] = ("better", "worse", "other", "same", "failed", "waiting")
    return RegradeDetails.model_validate(
        _fields(db, regrade)
        | {
            "counts": {outcome: found.count(outcome) for outcome in outcomes},
            "mean_difference": round(found.mean_difference, 6),
            "changes": [ChangeInfo.model_validate(change, from_attributes=True) for change in found.changes],
        }
    )
