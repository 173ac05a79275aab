"""The class at a glance: all assignments, and the statistics of one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from autograder.service.activity import Step, attempts_per_student, over_time
from autograder.service.database import Database
from autograder.service.overview import alerts_of, class_results, overview
from autograder.service.statistics import CheckStatistics, ClassStatistics
from autograder.service.tables import Alert, Person, Submission, now
from autograder.service.web.auth import BrowserCaller, Caller
from autograder.service.web.charts import ColumnChart, columns
from autograder.service.web.context import Server
from autograder.service.web.errors import not_found
from autograder.service.web.pages.class_forms import NO_NUL, Back, Number
from autograder.service.web.refusals import own_path
from autograder.service.web.teaching import assignment_of, change, read, see, teach

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

Sort = Literal["order", "rate", "discrimination"]


@router.get("/class")
def show_class(request: Request, caller: Caller, server: Server) -> HTMLResponse:
    """Every assignment in a line, and what somebody should look at."""
    read(caller)
    with server.database.read() as db:
        return teach(request, "overview", caller, rows=overview(db, server.course), alerts=alerts_of(db))


@router.get("/class/{assignment}")
def show_assignment(
    request: Request, assignment: str, caller: Caller, server: Server, sort: Annotated[Sort, Query()] = "order"
) -> HTMLResponse:
    """Scores, checks, questions, misconceptions and activity of one assignment."""
    read(caller)
    found = assignment_of(server.course, assignment)
    with server.database.read() as db:
        results = class_results(db, found.name)
        received = _received(db, found.name)
        alerts = alerts_of(db, found.name)
    statistics = results.statistics
    return teach(
        request,
        "assignment",
        caller,
        assignment=found,
        statistics=statistics,
        checks=_sorted(statistics.checks, sort),
        sort=sort,
        titles={question.question: question.title for question in statistics.questions},
        scores=_scores(statistics),
        attempts=attempts_per_student(student for student, _ in received),
        activity=_activity(over_time([moment for _, moment in received])),
        submissions=len(received),
        alerts=alerts,
    )


@router.post("/class/alerts/seen")
def all_seen(
    caller: BrowserCaller,
    server: Server,
    upto: Annotated[int, Form(ge=1, le=2**31 - 1)],
    assignment: Annotated[str, Form(max_length=200, pattern=NO_NUL)] = "",
    back: Back = "/class",
) -> Response:
    """Note that somebody has looked at all alerts, or at an assignment's, up to the newest that their page showed."""
    change(caller)
    seen_now = update(Alert).where(Alert.seen_at.is_(None), Alert.id <= upto)
    if assignment:
        mine = select(Submission.id).where(Submission.assignment == assignment)
        seen_now = seen_now.where(Alert.submission_id.in_(mine))
    with server.database.write() as db:
        db.execute(seen_now.values(seen_at=now()))
    return see(own_path(back))


@router.post("/class/alerts/{alert}/seen")
def seen(alert: Number, caller: BrowserCaller, server: Server, back: Back = "/class") -> Response:
    """Note that somebody has looked at an alert."""
    change(caller)
    _mark_seen(server.database, alert)
    return see(own_path(back))


def _mark_seen(database: Database, alert: int) -> None:
    with database.write() as db:
        found = db.get(Alert, alert)
        if found is None:
            raise not_found("alert")
        found.seen_at = found.seen_at or now()


def _received(db: Session, assignment: str) -> list[tuple[str, datetime]]:
    """(student, moment) of every submission of the assignment by a student."""
    rows = select(Submission.person_id, Submission.received_at).join(Person, Submission.person_id == Person.id)
    mine = rows.where(Submission.assignment == assignment, Person.role == "student")
    return [(student, moment) for student, moment in db.execute(mine)]


def _sorted(checks: tuple[CheckStatistics, ...], sort: Sort) -> list[CheckStatistics]:
    """Hard ones first, or those that tell least about a student; what is not known comes last."""
    if sort == "rate":
        return sorted(checks, key=lambda check: 2.0 if check.pass_rate is None else check.pass_rate)
    if sort == "discrimination":
        return sorted(checks, key=lambda check: 2.0 if check.discrimination is None else check.discrimination)
    return list(checks)


def _scores(statistics: ClassStatistics) -> ColumnChart:
    bins = statistics.histogram
    counts = [(f"{100 * one.low:.0f} to {100 * one.high:.0f} % of the points", one.count) for one in bins]
    told = ", ".join(f"{one.count} from {100 * one.low:.0f} to {100 * one.high:.0f} %" for one in bins if one.count)
    text = f"Students by score, in percent of the points: {told or 'none yet'}."
    return columns(counts, [(place, f"{100 * place / len(bins):.0f} %") for place in range(0, len(bins) + 1, 2)], text)


def _activity(steps: tuple[Step, ...]) -> tuple[ColumnChart, list[tuple[str, int]]] | None:
    """Submissions over time as a chart and as its table; None without any."""
    if not steps:
        return None
    hourly = steps[0].length.days < 1
    counts = [(f"{step.start:%Y-%m-%d %H:%M}" if hourly else f"{step.start:%Y-%m-%d}", step.count) for step in steps]
    every = -(-len(counts) // 4)
    marks = [
        (place + 0.5, f"{steps[place].start:%H:%M}" if hourly else f"{steps[place].start:%d.%m.}")
        for place in range(0, len(steps), every)
    ]
    most = max(counts, key=lambda one: one[1])
    text = f"Submissions from {counts[0][0]} to {counts[-1][0]}, most of them on {most[0]}: {most[1]}."
    return columns(counts, marks, text), [one for one in counts if one[1]]
