"""What teachers see of a class: a line for each assignment, open alerts, and statistics that are computed once."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, undefer

from autograder.course import Assignment, Course
from autograder.grade import Grade
from autograder.service.counting import counting
from autograder.service.statistics import ClassStatistics, class_statistics
from autograder.service.tables import Alert, Person, Result, Submission
from autograder.service.views import grade_of

__all__ = ["AssignmentOverview", "ClassResults", "alerts_of", "class_results", "overview"]


@dataclass(frozen=True, kw_only=True)
class AssignmentOverview:
    """One assignment in the overview of a class; students only, not what teachers hand in to try."""

    assignment: Assignment
    students: int
    """Who handed in something."""
    submissions: int
    waiting: int
    """Submissions that wait or are graded now."""
    not_gradable: int
    graded: int
    """Students who have a result."""
    mean: float | None
    """Mean points of the results that count."""
    max_score: float | None
    alerts: int
    """That nobody has seen."""


@dataclass(frozen=True, kw_only=True)
class ClassResults:
    """The results that count of one assignment's students."""

    grades: Mapping[str, Grade]
    """By submission."""
    statistics: ClassStatistics
    recognised: Mapping[str, frozenset[str]]
    """Submissions by the name of a misconception that was recognised in them."""


@dataclass(frozen=True)
class _Computed:
    """Results of a class and what they were computed from."""

    decoded: Mapping[int, tuple[str, Grade]]
    """Submission and grade by result; a stored result never changes."""
    found: ClassResults


_AT_ONCE = 500
"""Results read with one statement; databases limit its parameters."""
_computed: WeakKeyDictionary[Engine, dict[str, _Computed]] = WeakKeyDictionary()
_lock = threading.Lock()


def class_results(db: Session, assignment: str) -> ClassResults:
    """Grades and statistics of the assignment's counting results.

    Computed anew only when other results count than the last time, and then only the new ones are read and decoded.
    """
    counted = (
        select(Result.id)
        .join(Submission, Result.submission_id == Submission.id)
        .join(Person, Submission.person_id == Person.id)
        .where(Result.state == "published", Submission.id.in_(counting(assignment)), Person.role == "student")
        .order_by(Result.id)
    )
    ids = db.scalars(counted).all()
    bind = db.get_bind()
    with _lock:
        known = _computed.setdefault(bind if isinstance(bind, Engine) else bind.engine, {})
        last = known.get(assignment)
    before = last.decoded if last is not None else {}
    if last is not None and list(before) == ids:
        return last.found
    new = _decoded(db, [number for number in ids if number not in before])
    decoded = {number: before.get(number) or new[number] for number in ids}
    found = _results(dict(decoded.values()))
    with _lock:
        known[assignment] = _Computed(decoded, found)
    return found


def _decoded(db: Session, ids: Sequence[int]) -> dict[int, tuple[str, Grade]]:
    """Submission and grade of each of these results."""
    found = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = select(Result).where(Result.id.in_(ids[start : start + _AT_ONCE])).options(undefer(Result.grade))
        found.update({result.id: (result.submission_id, grade_of(result)) for result in db.scalars(some)})
    return found


def overview(db: Session, course: Course) -> list[AssignmentOverview]:
    """A line for each assignment of the course, in its order."""
    states = _states(db)
    alerts = _open_alerts(db)
    return [_overview(db, assignment, states[assignment.name], alerts[assignment.name]) for assignment in course.assignments]


def alerts_of(db: Session, assignment: str | None = None, *, submission: str | None = None, most: int = 100) -> Sequence[Alert]:
    """Alerts that nobody has seen, newest first: all, an assignment's or a submission's."""
    found = select(Alert).where(Alert.seen_at.is_(None)).order_by(Alert.id.desc()).limit(most)
    if assignment is not None:
        found = found.join(Submission, Alert.submission_id == Submission.id).where(Submission.assignment == assignment)
    if submission is not None:
        found = found.where(Alert.submission_id == submission)
    return db.scalars(found).all()


def _results(grades: Mapping[str, Grade]) -> ClassResults:
    recognised: dict[str, set[str]] = defaultdict(set)
    for submission, grade in grades.items():
        for question in grade.questions:
            for check in question.checks:
                if check.status == "failed" and check.diagnosis is not None:
                    recognised[check.diagnosis.name].add(submission)
    return ClassResults(
        grades=grades,
        statistics=class_statistics(list(grades.values())),
        recognised={name: frozenset(found) for name, found in recognised.items()},
    )


def _states(db: Session) -> dict[str, dict[str, tuple[int, int]]]:
    """(submissions, students) by assignment and state; under ``""`` those of all states."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    students = select(Submission).join(Person, Submission.person_id == Person.id).where(Person.role == "student").subquery()
    each = func.count(), func.count(students.c.person_id.distinct())
    by_state = select(students.c.assignment, students.c.state, *each).group_by(students.c.assignment, students.c.state)
    for assignment, state, submissions, people in db.execute(by_state):
        found[assignment][state] = (submissions, people)
    for assignment, submissions, people in db.execute(select(students.c.assignment, *each).group_by(students.c.assignment)):
        found[assignment][""] = (submissions, people)
    return found


def _open_alerts(db: Session) -> dict[str, int]:
    rows = (
        select(Submission.assignment, func.count())
        .join(Alert, Alert.submission_id == Submission.id)
        .where(Alert.seen_at.is_(None))
        .group_by(Submission.assignment)
    )
    return defaultdict(int, {row[0]: row[1] for row in db.execute(rows)})


def _overview(db: Session, assignment: Assignment, states: Mapping[str, tuple[int, int]], alerts: int) -> AssignmentOverview:
    found = class_results(db, assignment.name).statistics
    submissions, students = states.get("", (0, 0))
    return AssignmentOverview(
        assignment=assignment,
        students=students,
        submissions=submissions,
        waiting=sum(states.get(state, (0, 0))[0] for state in ("queued", "running")),
        not_gradable=states.get("not_gradable", (0, 0))[0],
        graded=found.students,
        mean=found.mean,
        max_score=found.max_score if found.students else None,
        alerts=alerts,
    )
