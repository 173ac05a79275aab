"""A grade as a student's program reads it, without anything that is for the instructor."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.feedback import report
from autograder.feedback.text import visible_all
from autograder.grade import CheckResult, CheckStatus, FindingKind, Grade, GradeStatus, QuestionResult

__all__ = ["GradeInfo", "grade_info"]


@dataclass(frozen=True, kw_only=True)
class DiagnosisInfo:
    """A misconception that gives the same result."""

    title: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class CheckInfo:
    """One hidden check: which property it asks for, and what it says where that does not hold."""

    title: str
    weight: float
    status: CheckStatus
    message: str
    hint: str
    diagnosis: DiagnosisInfo | None
    seconds: float
    training: bool


@dataclass(frozen=True, kw_only=True)
class QuestionInfo:
    """Points of one question; `manual`: a person gives them."""

    grade_id: str
    title: str
    score: float
    max_score: float
    manual: bool
    checks: list[CheckInfo]


@dataclass(frozen=True, kw_only=True)
class FindingInfo:
    """Something about the notebook or its run that the student should know."""

    kind: FindingKind
    cell: str
    message: str


@dataclass(frozen=True, kw_only=True)
class GradeInfo:
    """The result of one submission."""

    student: str
    assignment: str
    status: GradeStatus
    score: float
    max_score: float
    message: str
    questions: list[QuestionInfo]
    findings: list[FindingInfo]
    submission_digest: str
    seconds: float


def grade_info(grade: Grade) -> GradeInfo:
    """``grade`` with what a student may read, its texts made visible."""
    grade = visible_all(grade)
    return GradeInfo(
        student=grade.student,
        assignment=grade.assignment,
        status=grade.status,
        score=grade.score,
        max_score=grade.max_score,
        message=report.verdict(grade),  # not the grade's own: that of a broken check may quote hidden material
        questions=[_question(question) for question in grade.questions],
        findings=[FindingInfo(kind=one.kind, cell=one.cell, message=one.message) for one in grade.findings],
        submission_digest=grade.submission_digest,
        seconds=grade.seconds,
    )


def _question(question: QuestionResult) -> QuestionInfo:
    return QuestionInfo(
        grade_id=question.grade_id,
        title=question.title,
        score=question.score,
        max_score=question.max_score,
        manual=question.manual,
        checks=[_check(check) for check in question.checks],
    )


def _check(check: CheckResult) -> CheckInfo:
    """Messages and hints where the check failed; what broke in a check is for the instructor alone."""
    failed = check.status == "failed"
    told = {"passed": "", "failed": check.message, "error": report.CHECK_BROKE}[check.status]
    known = check.diagnosis if failed else None
    return CheckInfo(
        title=check.title,
        weight=check.weight,
        status=check.status,
        message=told,
        hint=check.hint if failed else "",
        diagnosis=None if known is None else DiagnosisInfo(title=known.title, hint=known.hint),
        seconds=check.seconds,
        training=check.training,
    )
