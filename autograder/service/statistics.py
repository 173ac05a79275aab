"""What a class's grades say about an assignment: scores, checks, questions and misconceptions.

Pure functions over decoded grades, one of each student. A notebook that could not be read has a score (0) but tells nothing
about single questions; nor does a check that broke. Wherever a number is not defined it is None, never 0.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.grade import Grade, QuestionResult

__all__ = [
    "BINS", "Bin", "CheckStatistics", "ClassStatistics", "MisconceptionStatistics", "QuestionStatistics", "class_statistics",
    "correlation", "histogram",
]  # fmt: skip

BINS = 10
"""Bars of the score histogram: tenths of the full score."""
_LEAST = 3
"""Students that a correlation needs: with two it is always 1, -1 or undefined."""


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Students whose share of the points lies from ``low`` up to ``high``; the last bin has the full score too."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, kw_only=True)
class CheckStatistics:
    """One check over all students it was asked of."""

    check: str
    title: str
    question: str
    passed: int
    failed: int
    broken: int
    """The check itself broke; counts neither way."""
    discrimination: float | None
    """As of questions: correlation of passing (0 or 1) with the student's points without this check's."""

    @property
    def pass_rate(self) -> float | None:
        """Share of students who pass, from 0 to 1: the check's difficulty index."""
        asked = self.passed + self.failed
        return self.passed / asked if asked else None


@dataclass(frozen=True, kw_only=True)
class QuestionStatistics:
    """One automatically graded question."""

    question: str
    title: str
    max_score: float
    answers: int
    """Students whose answer was graded completely."""
    difficulty: float | None
    """Mean share of its points, from 0 to 1; small is hard."""
    discrimination: float | None
    """Pearson correlation of its points with the student's other points (corrected item-total): whether those who know the
    rest know this. None with fewer than three students or where one of the two does not vary."""


@dataclass(frozen=True, kw_only=True)
class MisconceptionStatistics:
    """One recognised misconception."""

    name: str
    title: str
    hint: str
    questions: tuple[str, ...]
    """Titles of the questions it was recognised in."""
    count: int
    """Students."""
    share: float
    """Of the students whose notebook could be read."""


@dataclass(frozen=True, kw_only=True)
class ClassStatistics:
    """Everything :func:`class_statistics` finds. Points are those that checks give: what a person grades is not in a grade."""

    students: int
    unreadable: int
    max_score: float
    mean: float | None
    median: float | None
    histogram: tuple[Bin, ...]
    questions: tuple[QuestionStatistics, ...]
    checks: tuple[CheckStatistics, ...]
    misconceptions: tuple[MisconceptionStatistics, ...]


def class_statistics(grades: Sequence[Grade]) -> ClassStatistics:
    """Statistics of one assignment; ``grades``: one of each student."""
    scores = [(_automatic(grade), _most(grade)) for grade in grades]
    readable = [grade for grade in grades if grade.status != "unreadable"]
    totals = [score for grade, (score, _) in zip(grades, scores, strict=True) if grade.status != "unreadable"]
    points = [score for score, _ in scores]
    return ClassStatistics(
        students=len(grades),
        unreadable=len(grades) - len(readable),
        max_score=max((most for _, most in scores), default=0.0),
        mean=math.fsum(points) / len(points) if points else None,
        median=statistics.median(points) if points else None,
        histogram=histogram(scores),
        questions=_questions(readable, totals),
        checks=_checks(readable, totals),
        misconceptions=_misconceptions(readable),
    )


def histogram(scores: Sequence[tuple[float, float]], bins: int = BINS) -> tuple[Bin, ...]:
    """(points, full score) of each student, by share of the full score in equal steps."""
    counts = [0] * bins
    for score, full in scores:
        share = score / full if full > 0 else 0.0
        # 0.7 of the points belongs to the bin that starts at 0.7, whatever its digits after the sixteenth.
        counts[min(bins - 1, max(0, math.floor(share * bins + 1e-9)))] += 1
    return tuple(Bin(low=i / bins, high=(i + 1) / bins, count=count) for i, count in enumerate(counts))


def correlation(items: Sequence[float], rests: Sequence[float]) -> float | None:
    """Pearson's correlation; None with fewer than three pairs or where one side does not vary."""
    if len(items) < _LEAST or any(max(side) - min(side) < 1e-9 for side in (items, rests)):
        return None
    return max(-1.0, min(1.0, statistics.correlation(items, rests)))


def _questions(grades: Sequence[Grade], totals: Sequence[float]) -> tuple[QuestionStatistics, ...]:
    """``totals``: what :func:`_automatic` says of each grade."""
    answers: dict[str, list[tuple[float, float]]] = {}
    shown: dict[str, QuestionResult] = {}
    for grade, total in zip(grades, totals, strict=True):
        for question in grade.questions:
            if question.manual or question.max_score <= 0:
                continue
            shown[question.grade_id] = question
            graded = answers.setdefault(question.grade_id, [])
            if all(check.status != "error" for check in question.checks):
                graded.append((question.score, total - question.score))
    return tuple(_question(shown[name], pairs) for name, pairs in answers.items())


def _question(question: QuestionResult, pairs: Sequence[tuple[float, float]]) -> QuestionStatistics:
    items, rests = [item for item, _ in pairs], [rest for _, rest in pairs]
    return QuestionStatistics(
        question=question.grade_id,
        title=question.title,
        max_score=question.max_score,
        answers=len(pairs),
        difficulty=math.fsum(items) / len(items) / question.max_score if items else None,
        discrimination=correlation(items, rests),
    )


def _automatic(grade: Grade) -> float:
    """Points that checks gave."""
    return math.fsum(question.score for question in grade.questions if not question.manual)


def _most(grade: Grade) -> float:
    """Points that checks can give."""
    return math.fsum(question.max_score for question in grade.questions if not question.manual)


def _checks(grades: Sequence[Grade], totals: Sequence[float]) -> tuple[CheckStatistics, ...]:
    """``totals``: what :func:`_automatic` says of each grade."""
    found: dict[str, _Check] = {}
    for grade, total in zip(grades, totals, strict=True):
        for question in grade.questions:
            weight = math.fsum(check.weight for check in question.checks) or 1.0
            for check in question.checks:
                points = question.max_score * check.weight / weight if check.status == "passed" else 0.0
                if check.check not in found:
                    found[check.check] = _Check(check.title, question.grade_id)
                found[check.check].add(check.status, total - points)
    return tuple(one.statistics(name) for name, one in found.items())


class _Check:
    """What is collected of one check."""

    def __init__(self, title: str, question: str) -> None:
        self._title, self._question = title, question
        self._items: list[float] = []
        self._rests: list[float] = []
        self._passed = self._broken = 0

    def add(self, status: str, rest: float) -> None:
        if status == "error":
            self._broken += 1
            return
        self._passed += status == "passed"
        self._items.append(float(status == "passed"))
        self._rests.append(rest)

    def statistics(self, name: str) -> CheckStatistics:
        return CheckStatistics(
            check=name,
            title=self._title,
            question=self._question,
            passed=self._passed,
            failed=len(self._items) - self._passed,
            broken=self._broken,
            discrimination=correlation(self._items, self._rests),
        )


def _misconceptions(grades: Sequence[Grade]) -> tuple[MisconceptionStatistics, ...]:
    """The most frequent first; a student counts once for each, however many checks recognise it."""
    students: dict[str, set[int]] = {}
    words: dict[str, tuple[str, str]] = {}
    places: dict[str, dict[str, None]] = {}
    for number, grade in enumerate(grades):
        for question in grade.questions:
            for check in question.checks:
                if check.status == "failed" and check.diagnosis is not None:
                    name = check.diagnosis.name
                    students.setdefault(name, set()).add(number)
                    words[name] = (check.diagnosis.title, check.diagnosis.hint)
                    places.setdefault(name, {})[question.title] = None
    return tuple(
        MisconceptionStatistics(
            name=name,
            title=words[name][0],
            hint=words[name][1],
            questions=tuple(places[name]),
            count=len(who),
            share=len(who) / len(grades),
        )
        for name, who in sorted(students.items(), key=lambda item: (-len(item[1]), item[0]))
    )
