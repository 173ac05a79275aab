"""What a regrade changes: per submission the old and the new score and the checks whose outcome differs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from autograder.grade import CheckResult, CheckStatus, Grade
from autograder.service.tables import Job, Person, Regrade, Result, Submission

__all__ = ["Change", "CheckChange", "Comparison", "Progress", "compare", "progress"]

Outcome = Literal["waiting", "failed", "same", "better", "worse", "other"]
"""waiting: not regraded yet, or never where the regrade was dropped. failed: the machine could not regrade it, its result
stays. other: equal points, but other checks pass or another status."""
_EQUAL = 1e-6


@dataclass(frozen=True, kw_only=True)
class CheckChange:
    """A check whose outcome differs; None where one of the two gradings did not have it."""

    check: str
    title: str
    old: CheckStatus | None
    new: CheckStatus | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One submission's old and new result."""

    submission: str
    student: str
    name: str
    attempt: int
    outcome: Outcome
    old_score: float | None
    """Points of the result that students see, or saw before the regrade was published."""
    new_score: float | None
    max_score: float
    old_status: str
    new_status: str
    checks: tuple[CheckChange, ...] = ()
    overtaken: bool = False
    """Somebody graded it again after the regrade did: it keeps that newer result."""
    problem: str = ""
    """Why the machine could not regrade it."""

    @property
    def difference(self) -> float:
        """New points less old ones; 0 while one of them is missing. Rounded to what a score can differ by."""
        if self.old_score is None or self.new_score is None:
            return 0.0
        return round(self.new_score - self.old_score, 6)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a regrade is, in submissions."""

    total: int
    done: int
    failed: int

    @property
    def waiting(self) -> int:
        return self.total - self.done - self.failed


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All submissions of a regrade, those that change most first."""

    changes: tuple[Change, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(change.outcome == outcome for change in self.changes)

    @property
    def mean_difference(self) -> float:
        """Mean of the differences of all submissions that were regraded; 0 without any."""
        graded = [change.difference for change in self.changes if change.outcome not in ("waiting", "failed")]
        return math.fsum(graded) / len(graded) if graded else 0.0

    @property
    def differences(self) -> tuple[tuple[float, int], ...]:
        """(difference in points, submissions) of those that were regraded, from the largest loss to the largest gain."""
        found: dict[float, int] = defaultdict(int)
        for change in self.changes:
            if change.outcome not in ("waiting", "failed"):
                found[round(change.difference, 2) + 0.0] += 1
        return tuple(sorted(found.items()))

    @property
    def checks(self) -> tuple[tuple[str, str, int, int], ...]:
        """(check, title, submissions that pass it now, submissions that no longer do) of the checks that differ."""
        gained: dict[str, int] = defaultdict(int)
        lost: dict[str, int] = defaultdict(int)
        titles: dict[str, str] = {}
        for change in self.changes:
            for check in change.checks:
                titles.setdefault(check.check, check.title)
                gained[check.check] += check.new == "passed"
                lost[check.check] += check.old == "passed"
        order = sorted(titles, key=lambda name: (-gained[name] - lost[name], name))
        return tuple((name, titles[name], gained[name], lost[name]) for name in order)


def progress(db: Session, regrade: int) -> Progress:
    """How many of the regrade's jobs have ended."""
    rows = db.execute(select(Job.state, func.count()).where(Job.regrade_id == regrade).group_by(Job.state))
    number = {row[0]: row[1] for row in rows}
    return Progress(total=sum(number.values()), done=number.get("done", 0), failed=number.get("failed", 0))


def compare(db: Session, regrade: Regrade) -> Comparison:
    """Old and new result of each of the regrade's submissions, whether it is still running, ready or settled."""
    jobs = db.execute(
        select(Job, Submission, Person.name)
        .join(Submission, Job.submission_id == Submission.id)
        .join(Person, Submission.person_id == Person.id)
        .where(Job.regrade_id == regrade.id)
    ).all()
    results = _results(db, regrade.id)
    changes = [_change(job, submission, name, results.get(submission.id, ())) for job, submission, name in jobs]
    return Comparison(changes=tuple(sorted(changes, key=_rank)))


def _results(db: Session, regrade: int) -> dict[str, list[Result]]:
    """All results of the regrade's submissions, oldest first."""
    wanted = select(Job.submission_id).where(Job.regrade_id == regrade)
    found: dict[str, list[Result]] = defaultdict(list)
    rows = select(Result).where(Result.submission_id.in_(wanted)).order_by(Result.id).options(undefer(Result.grade))
    for result in db.scalars(rows):
        found[result.submission_id].append(result)
    return found


def _change(job: Job, submission: Submission, name: str, results: Sequence[Result]) -> Change:
    new = next((result for result in results if result.job_id == job.id), None)
    shown = [result for result in results if result.state in ("published", "superseded")]
    old = next((result for result in reversed(shown) if new is None or result.id < new.id), None)
    newest = new or old
    checks = _differences(old, new)
    return Change(
        submission=submission.id,
        student=submission.person_id,
        name=name,
        attempt=submission.attempt,
        outcome=_outcome(job, old, new, checks),
        old_score=None if old is None else old.score,
        new_score=None if new is None else new.score,
        max_score=0.0 if newest is None else newest.max_score,
        old_status="" if old is None else old.status,
        new_status="" if new is None else new.status,
        checks=checks,
        overtaken=new is not None and new not in shown and any(result.id > new.id for result in shown),
        problem=job.problem if job.state == "failed" else "",
    )


def _outcome(job: Job, old: Result | None, new: Result | None, checks: tuple[CheckChange, ...]) -> Outcome:
    if new is None:
        return "failed" if job.state == "failed" else "waiting"
    if old is None:
        return "other"
    if abs(new.score - old.score) > _EQUAL:
        return "better" if new.score > old.score else "worse"
    return "other" if checks or new.status != old.status or abs(new.max_score - old.max_score) > _EQUAL else "same"


def _differences(old: Result | None, new: Result | None) -> tuple[CheckChange, ...]:
    """Checks with another outcome, in the order of the new grading."""
    if old is None or new is None or old.grade == new.grade:
        return ()
    before, after = _checks(old), _checks(new)
    changes = []
    for name, check in {**after, **before}.items():
        one, two = before.get(name), after.get(name)
        was, is_now = one.status if one else None, two.status if two else None
        if was != is_now:
            changes.append(CheckChange(check=name, title=(two or check).title, old=was, new=is_now))
    return tuple(changes)


def _checks(result: Result) -> dict[str, CheckResult]:
    grade = msgspec.json.decode(result.grade, type=Grade)
    return {check.check: check for question in grade.questions for check in question.checks}


def _rank(change: Change) -> tuple[int, float, str, int]:
    """Failed ones first, for somebody must look at them; then who changes most."""
    order = {"failed": 0, "better": 1, "worse": 1, "other": 2, "same": 3, "waiting": 4}
    return (order[change.outcome], -abs(change.difference), change.student, change.attempt)
