"""Find submissions of a class by student, state and misconception, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from autograder.service.counting import counting
from autograder.service.tables import Person, Result, Submission, SubmissionState

__all__ = ["PAGE", "SORTS", "STATES", "Found", "Line", "Search", "Sort", "State", "search"]

PAGE = 50
"""Submissions on one page."""
State = Literal["", "waiting", "graded", "needs_manual", "check_error", "unreadable", "not_gradable", "late"]
Sort = Literal["newest", "oldest", "student", "best", "worst"]
STATES: tuple[State, ...] = get_args(State)
SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; the empty search finds everything."""

    student: str = ""
    """Part of the id or name, in any case."""
    state: State = ""
    counting: bool = False
    """Only what counts: of each student the latest that was graded."""
    within: Collection[str] | None = None
    """Only these submissions, e.g. those with a misconception."""
    sort: Sort = "newest"
    page: int = 1
    """1, 2, …; beyond the last one is the last one."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One submission that was found."""

    id: str
    student: str
    name: str
    attempt: int
    received_at: datetime
    late: bool
    state: SubmissionState
    score: float | None
    max_score: float | None
    status: str | None
    """``GradeStatus`` of its published result."""
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int


def search(db: Session, assignment: str, wanted: Search) -> Found:
    """The page of the assignment's submissions that ``wanted`` asks for."""
    published = (Result.submission_id == Submission.id) & (Result.state == "published")
    everything = (
        select(Submission, Person.name, Result)
        .join(Person, Submission.person_id == Person.id)
        .outerjoin(Result, published)
        .where(Submission.assignment == assignment, *_conditions(assignment, wanted))
    )
    total = db.scalar(select(func.count()).select_from(everything.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = db.execute(everything.order_by(*_order(wanted.sort), Submission.id).offset((page - 1) * PAGE).limit(PAGE))
    counted = set(db.scalars(counting(assignment)))
    lines = tuple(_line(submission, name, result, submission.id in counted) for submission, name, result in rows)
    return Found(lines=lines, total=total, page=page, pages=pages)


def _line(submission: Submission, name: str, result: Result | None, counts: bool) -> Line:
    return Line(
        id=submission.id,
        student=submission.person_id,
        name=name,
        attempt=submission.attempt,
        received_at=submission.received_at,
        late=submission.late,
        state=submission.state,
        score=None if result is None else result.score,
        max_score=None if result is None else result.max_score,
        status=None if result is None else result.status,
        counts=counts,
    )


def _conditions(assignment: str, wanted: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if text := wanted.student.strip():
        found.append(Submission.person_id.icontains(text, autoescape=True) | Person.name.icontains(text, autoescape=True))
    by_state: Mapping[str, ColumnElement[bool]] = {
        "waiting": Submission.state.in_(("queued", "running")),
        "graded": Submission.state == "graded",
        "late": Submission.late.is_(True),
        "not_gradable": Submission.state == "not_gradable",
    }
    if wanted.state:
        found.append(by_state.get(wanted.state, Result.status == wanted.state))
    if wanted.counting:
        found.append(Submission.id.in_(counting(assignment)))
    if wanted.within is not None:
        found.append(Submission.id.in_(wanted.within))
    return found


def _order(sort: Sort) -> tuple[Any, ...]:
    """Those without a score come last, whichever way scores are sorted."""
    orders: Mapping[Sort, tuple[Any, ...]] = {
        "newest": (Submission.received_at.desc(),),
        "oldest": (Submission.received_at,),
        "student": (Submission.person_id, Submission.attempt.desc()),
        "best": (Result.score.is_(None), Result.score.desc(), Submission.person_id),
        "worst": (Result.score.is_(None), Result.score, Submission.person_id),
    }
    return orders[sort]
