"""Outcomes of a verification, written down instead of graded."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.authoring.verify.candidates import Candidate
from autograder.authoring.verify.jobs import Job, Outcome, RoundsJob
from autograder.course import Assignment
from autograder.grade import CheckResult, Diagnosis, Grade, QuestionResult
from autograder.grading.receipt import Circumstances, Environment, Material, Statement, result_digest

ASSIGNMENT = Assignment(name="nets", title="Nets & <layers>")
CHECKS = ("test_a::test_value", "test_a::test_shape", "test_b::test_learns")
QUESTIONS = {"test_a::test_value": "loss", "test_a::test_shape": "loss", "test_b::test_learns": "train"}
ENVIRONMENT = Environment(engine="1", python="3", packages={"numpy": "2", "torch": "2"}, device="a processor", threads="1")
CIRCUMSTANCES = Circumstances(
    material=Material(source="", checks="", reference="", data="", limits=""),
    data_sources={},
    environment=ENVIRONMENT,
    seeds="",
    key="",
)


def a_check(check: str, status: str = "passed", *, named: str = "", message: str = "", seconds: float = 0.1) -> CheckResult:
    result = {"check": check, "title": f"{check} holds", "question": QUESTIONS[check], "weight": 1.0, "status": status}
    result |= {"message": message, "seconds": seconds, "training": check == "test_b::test_learns"}
    diagnosis = Diagnosis(name=named, title="T", hint="H") if named else None
    return msgspec.structs.replace(msgspec.convert(result, type=CheckResult), diagnosis=diagnosis)


def a_round(*failing: str, **options: str) -> tuple[CheckResult, ...]:
    return tuple(a_check(check, "failed" if check in failing else "passed", **options) for check in CHECKS)


def a_grade(*failing: str, seconds: float = 2.0, named: str = "", broken: str = "") -> Grade:
    """One point per check, and a question for a person."""
    checks = [
        a_check(
            check, "error" if check == broken else "failed" if check in failing else "passed", named=named * (check in failing)
        )
        for check in CHECKS
    ]
    questions = [
        QuestionResult(
            grade_id=question,
            title=question,
            score=float(sum(c.status == "passed" for c in checks if c.question == question)),
            max_score=float(sum(c.question == question for c in checks)),
            checks=tuple(c for c in checks if c.question == question),
        )
        for question in dict.fromkeys(QUESTIONS.values())
    ]
    questions.append(QuestionResult(grade_id="why", title="Why", score=0.0, max_score=2.0, manual=True))
    score = sum(question.score for question in questions)
    return Grade(
        student="s", assignment="nets", status="graded", score=score, max_score=5.0, questions=tuple(questions), seconds=seconds
    )


def a_candidate(role: str, name: str, **about: object) -> Candidate:
    return msgspec.convert({"role": role, "name": name, "title": f"{name} title", "path": Path(name), **about}, type=Candidate)


SOLUTION, RELEASE = a_candidate("solution", "solution"), a_candidate("release", "release")
VALUE, SHAPE, LEARNS = CHECKS
GOOD: dict[Candidate, Grade] = {
    SOLUTION: a_grade(),
    RELEASE: a_grade(*CHECKS),
    **{a_candidate("solution", f"right_{n}"): a_grade() for n in range(3)},
    a_candidate("misconception", "flipped", question="loss"): a_grade(VALUE, named="flipped"),
    a_candidate("misconception", "squeezed", question="loss"): a_grade(SHAPE),
    a_candidate("misconception", "frozen", question="train"): a_grade(LEARNS, VALUE, named="frozen"),
    a_candidate("misconception", "untrained", question="train"): a_grade(LEARNS, named="frozen"),
    a_candidate("misconception", "renamed", question="loss", equivalent=True): a_grade(),
}
"""Everything as it should be: each check catches something alone, one misconception is equivalent."""


def rounds(number: int, *, training: bool = False, last: tuple[CheckResult, ...] | None = None) -> list[tuple[Job, Outcome]]:
    """``number`` rounds in which everything passes."""
    if training:
        return [(RoundsJob(candidate=SOLUTION, first=n, count=1, training=True), (a_round(),)) for n in range(number)]
    closed = a_round()[:2]
    return [(RoundsJob(candidate=SOLUTION, first=0, count=number, training=False), (*[closed] * number, last or closed))]


def statement_of(grade: Grade) -> Statement:
    return Statement(
        course="c", assignment="nets", student="s", submission="", result=result_digest(grade), score=grade.score,
        max_score=grade.max_score, circumstances=CIRCUMSTANCES,
    )  # fmt: skip
