"""From grades and rounds to figures: the kill matrix, false fails, times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.authoring.verify.candidates import Candidate
from autograder.authoring.verify.jobs import GradeJob, Job, Outcome, RoundsJob
from autograder.authoring.verify.matrix import Kills, kill_matrix
from autograder.authoring.verify.report import AssignmentReport, CheckQuality, MisconceptionResult, Rate, SolutionResult
from autograder.authoring.verify.statistics import percentile, upper_bound
from autograder.course import Assignment
from autograder.grade import CheckResult, Grade
from autograder.grading.receipt import Statement

__all__ = ["MIN_ALTERNATIVES", "Measured", "measure"]

MIN_ALTERNATIVES = 3
"""Independent correct solutions, besides the instructor's own, that false fails should be measured on."""
Round = tuple[CheckResult, ...]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Raw outcomes of one assignment."""

    candidates: tuple[Candidate, ...]
    done: tuple[tuple[Job, Outcome], ...]
    leaks: tuple[str, ...]
    data_sources: dict[str, str]
    solutions_at: str
    statement: Callable[[Grade], Statement]
    """What a receipt of a grade would state."""


def measure(assignment: Assignment, measured: Measured) -> AssignmentReport:
    """The figures of one assignment, not yet judged."""
    grades, again = _grades(measured.done)
    right = [candidate for candidate in measured.candidates if candidate.role == "solution"]
    wrong = [candidate for candidate in measured.candidates if candidate.role == "misconception"]
    failing = {
        c.name: [check.check for check in checks_of(grades[c.path]) if check.status == "failed"]
        for c in wrong
        if not c.equivalent
    }
    rounds, unsteady = _rounds(measured.done)
    first = [tuple(checks_of(grades[candidate.path])) for candidate in right]
    whole = [each for job, each in rounds if job.training] or [each for _, each in rounds]
    repeated = {candidate.name: path for candidate in measured.candidates for path in again if path == candidate.path}
    seconds = [grades[candidate.path].seconds for candidate in right]  # the others run without what only shows something
    return AssignmentReport(
        assignment=assignment.name,
        title=assignment.title,
        data_sources=measured.data_sources,
        solutions=tuple(_solution(candidate, grades[candidate.path]) for candidate in right),
        release_score=next(_automatic(grades[c.path])[0] for c in measured.candidates if c.role == "release"),
        leaks=measured.leaks,
        misconceptions=tuple(_misconception(candidate, grades[candidate.path]) for candidate in wrong),
        checks=_checks(kill_matrix(failing), first, [each for _, each in rounds]),
        false_fail=_rate([any(check.status != "passed" for check in each) for each in whole]),
        grading_p50=percentile(seconds, 50),
        grading_p95=percentile(seconds, 95),
        compared=tuple(repeated),
        differing=tuple(n for n, p in repeated.items() if measured.statement(grades[p]) != measured.statement(again[p])),
        unsteady=unsteady,
        broken=_broken(measured, grades, rounds),
        notes=_notes(measured, right),
    )


def checks_of(grade: Grade) -> Iterable[CheckResult]:
    return (check for question in grade.questions for check in question.checks)


def _grades(done: Sequence[tuple[Job, Outcome]]) -> tuple[dict[object, Grade], dict[object, Grade]]:
    """Grades by the notebook's path: the first gradings, and the second ones."""
    first: dict[object, Grade] = {}
    second: dict[object, Grade] = {}
    for job, outcome in done:
        if isinstance(job, GradeJob) and isinstance(outcome, Grade):
            (second if job.second else first)[job.candidate.path] = outcome
    return first, second


def _rounds(done: Sequence[tuple[Job, Outcome]]) -> tuple[list[tuple[RoundsJob, Round]], tuple[str, ...]]:
    """All rounds, without the repetition of the first in a kernel; and the checks for which that one came out otherwise."""
    rounds: list[tuple[RoundsJob, Round]] = []
    unsteady: dict[str, None] = {}
    for job, outcome in done:
        if isinstance(job, GradeJob) or isinstance(outcome, Grade):
            continue
        mine = outcome if job.training else outcome[:-1]
        rounds += [(job, each) for each in mine]
        for before, after in zip(outcome[0], outcome[-1], strict=True):
            if (before.status, before.message) != (after.status, after.message):
                unsteady[before.check] = None
    return rounds, tuple(unsteady)


def _automatic(grade: Grade) -> tuple[float, float]:
    """Score and maximum of the automatically graded cells."""
    questions = [question for question in grade.questions if not question.manual]
    return sum(q.score for q in questions), sum(q.max_score for q in questions)


def _solution(candidate: Candidate, grade: Grade) -> SolutionResult:
    score, best = _automatic(grade)
    failed = [f"{c.check}: {c.message or c.title}" for c in checks_of(grade) if c.status != "passed"]
    trouble = [grade.message] if grade.message else []
    return SolutionResult(
        name=candidate.name, title=candidate.title, score=score, max_score=best, failed=tuple(failed + trouble)
    )


def _misconception(candidate: Candidate, grade: Grade) -> MisconceptionResult:
    score, best = _automatic(grade)
    at = {question.grade_id: question.max_score - question.score for question in grade.questions}
    found = list(checks_of(grade))
    return MisconceptionResult(
        name=candidate.name,
        title=candidate.title,
        question=candidate.question,
        equivalent=candidate.equivalent,
        lost=best - score,
        lost_at_question=at.get(candidate.question, 0.0),
        killed_by=tuple(check.check for check in found if check.status == "failed"),
        named=candidate.name in {check.diagnosis.name for check in found if check.diagnosis is not None},
    )


def _checks(kills: Mapping[str, Kills], first: Sequence[Round], rounds: Sequence[Round]) -> tuple[CheckQuality, ...]:
    outcomes: dict[str, list[CheckResult]] = defaultdict(list)
    for each in rounds:
        for check in each:
            outcomes[check.check].append(check)
    found = []
    for about in first[0]:
        seconds = [c.seconds for each in first for c in each if c.check == about.check]
        seconds += [c.seconds for c in outcomes[about.check]]
        mine = kills.get(about.check, Kills())
        found.append(
            CheckQuality(
                check=about.check,
                title=about.title,
                question=about.question,
                training=about.training,
                false_fail=_rate([check.status != "passed" for check in outcomes[about.check]]),
                kills=mine.all,
                kills_alone=mine.alone,
                seconds_p50=percentile(seconds, 50),
                seconds_p95=percentile(seconds, 95),
            )
        )
    return tuple(found)


def _rate(events: Sequence[bool]) -> Rate:
    return Rate(events=sum(events), runs=len(events), upper=upper_bound(sum(events), len(events)))


def _broken(measured: Measured, grades: Mapping[object, Grade], rounds: Sequence[tuple[RoundsJob, Round]]) -> tuple[str, ...]:
    found = [(candidate.name, check) for candidate in measured.candidates for check in checks_of(grades[candidate.path])]
    found += [(job.candidate.name, check) for job, each in rounds for check in each]
    return tuple(dict.fromkeys(f"{check.check} on {name}" for name, check in found if check.status == "error"))


def _notes(measured: Measured, right: Sequence[Candidate]) -> tuple[str, ...]:
    others = len(right) - 1
    if others >= MIN_ALTERNATIVES:
        return ()
    many = {0: "no alternative correct solution", 1: "1 alternative correct solution"}.get(others, f"{others} alternatives")
    return (
        f"{many} in {measured.solutions_at}/: false fails say little about right answers in another style "
        f"({MIN_ALTERNATIVES} or more are asked for)",
    )
