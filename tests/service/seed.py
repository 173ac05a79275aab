"""A class whose submissions went through the queue, with grades as the checks of convolution by hand would give them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import select

from autograder.course import Course
from autograder.feedback.html import render_html
from autograder.grade import CheckResult, Diagnosis, Grade, GradeStatus, QuestionResult
from autograder.service.database import Database
from autograder.service.queue import Outcome, finish, lease
from autograder.service.submit import Upload, submit
from autograder.service.tables import Person, Result

FLIPPED = Diagnosis(
    name="flipped_kernel",
    title="True convolution: the kernel is flipped before it slides",
    hint="Your activation map is that of a flipped kernel. Multiply without `[::-1]`.",
)
NO_STRIDE = Diagnosis(
    name="stride_ignored",
    title="The stride is ignored: the window moves one pixel",
    hint="Let the window move `stride` pixels.",
)
MEAN = Diagnosis(
    name="mean_pool", title="The mean of each window instead of its maximum", hint="Max pooling keeps the largest."
)
QUESTIONS: dict[str, tuple[str, float, dict[str, tuple[str, float]]]] = {
    "conv2d": ("Slide a kernel over an image", 6, {
        "identity": ("A kernel with a single 1 in its middle copies the image", 1),
        "size": ("The activation map has ⌊(n + 2p − f) / s⌋ + 1 rows and columns", 1),
        "asymmetric": ("The kernel slides over the image as it is", 2),
        "stride": ("The kernel moves by the stride", 2),
    }),
    "max_pool": ("Max pooling", 3, {
        "largest": ("The largest value of each window remains", 1),
        "size_one": ("A window of size 1 changes nothing", 1),
        "negative": ("Negative values are kept", 1),
    }),
    "count_weights": ("Number of weights", 1, {"weights": ("Six 5×5 kernels on three channels have 456 weights", 1)}),
}  # fmt: skip
CHECKS = tuple(check for _, _, checks in QUESTIONS.values() for check in checks)
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def a_grade(
    student: str,
    failed: Collection[str] = (),
    *,
    known: Mapping[str, Diagnosis] | None = None,
    broken: Collection[str] = (),
    assignment: str = "first",
    status: GradeStatus | None = None,
) -> Grade:
    """A grade of 10 automatic points and 2 that wait for a person; ``known``: misconceptions behind failed checks."""
    questions = [
        _question(name, *question, failed=failed, broken=broken, known=known or {}) for name, question in QUESTIONS.items()
    ]
    questions.append(
        QuestionResult(grade_id="explain", title="What does the edge filter see?", score=0, max_score=2, manual=True)
    )
    return Grade(
        student=student,
        assignment=assignment,
        status=status or ("check_error" if broken else "needs_manual"),
        score=round(sum(question.score for question in questions), 2),
        max_score=12,
        questions=tuple(questions),
    )


def _question(
    name: str,
    title: str,
    points: float,
    checks: Mapping[str, tuple[str, float]],
    *,
    failed: Collection[str],
    broken: Collection[str],
    known: Mapping[str, Diagnosis],
) -> QuestionResult:
    results = tuple(
        CheckResult(
            check=f"test_{name}::test_{check}",
            title=text,
            question=name,
            weight=weight,
            status="error" if check in broken else "failed" if check in failed else "passed",
            message="Your values differ in 31 of 42 places." if check in failed else "",
            diagnosis=known.get(check) if check in failed else None,
        )
        for check, (text, weight) in checks.items()
    )
    total = sum(result.weight for result in results)
    passed = sum(result.weight for result in results if result.status == "passed")
    return QuestionResult(grade_id=name, title=title, score=points * passed / total, max_score=points, checks=results)


def outcome(grade: Grade, *, problems: str = "", page: str = "") -> Outcome:
    """What a grader would store for ``grade``."""
    return Outcome(
        status=grade.status,
        score=grade.score,
        max_score=grade.max_score,
        grade=msgspec.json.encode(grade),
        feedback=(page or f"<!doctype html><title>Feedback</title><p>{grade.score:g} points").encode(),
        notebook=NOTEBOOK,
        receipt='{"statement": "…"}',
        material="5a" * 32,
        problems=problems,
        seconds=1.5,
    )


def hand_in(database: Database, course: Course, student: str, assignment: str = "first", file_name: str = "") -> str:
    """A submission of ``student`` that waits; its id."""
    notebook = NOTEBOOK.replace(b'"metadata": {}', b'"metadata": {"n": "%s"}' % uuid.uuid4().hex.encode())
    upload = Upload(student=student, assignment=assignment, notebook=notebook, file_name=file_name, origin="web")
    return submit(database, course, upload).id


def grade_next(database: Database, grade: Grade, *, problems: str = "", page: str = "") -> str:
    """Finish the next job of the queue with ``grade``; the submission's id."""
    held = lease(database, "w1")
    assert held is not None
    assert finish(database, held, outcome(grade, problems=problems, page=page))
    return held.submission


def graded(database: Database, course: Course, grade: Grade, *, problems: str = "", page: str = "") -> str:
    """A submission of ``grade.student`` that is graded already; nothing else may wait."""
    submission = hand_in(database, course, grade.student, grade.assignment)
    assert grade_next(database, grade, problems=problems, page=page) == submission
    return submission


def make_class(database: Database, course: Course, students: int = 40, seed: int = 1) -> list[str]:
    """Students s01, s02, …, each with one to three graded submissions of ``first``, better with each; their ids."""
    rng = random.Random(seed)  # noqa: S311  # a made-up class, no secret
    given, family = ["Ada", "Ben", "Chen", "Dilek", "Emil", "Fatma", "Greta", "Hugo"], ["Arndt", "Böhm", "Çelik", "Diaz", "Ek"]
    names = {f"s{n:02d}": f"{given[n % 8]} {family[n // 8 % 5]}" for n in range(1, students + 1)}
    with database.write() as db:
        db.add_all([Person(id=student, name=name, role="student") for student, name in names.items()])
    for student in names:
        ability = rng.random()
        for attempt in range(1 + rng.randrange(3)):
            graded(database, course, typical(rng, student, ability + attempt / 4))
    return list(names)


def typical(rng: random.Random, student: str, ability: float) -> Grade:
    """Fails what is hard (and related checks together), more of it the lower the ability from 0 to 1."""
    hard = {"identity": 0.1, "size": 0.25, "asymmetric": 0.5, "stride": 0.6, "largest": 0.2, "size_one": 0.15, "negative": 0.55}
    failed = {check for check, level in hard.items() if ability + rng.gauss(0, 0.18) < level}
    if rng.random() < 0.3:
        failed.add("weights")
    known = {check: FLIPPED for check in ("asymmetric",) if rng.random() < 0.8}
    known |= {check: NO_STRIDE for check in ("stride",) if rng.random() < 0.6}
    known |= {check: MEAN for check in ("largest", "negative") if rng.random() < 0.5}
    return a_grade(student, failed, known=known)


def feedback_of(grade: Grade) -> str:
    """A real feedback page."""
    return render_html(grade, None, "Deep Learning", "Convolution by hand")


def published(database: Database) -> dict[str, Result]:
    """The published result of each submission."""
    with database.read() as db:
        return {result.submission_id: result for result in db.scalars(select(Result).where(Result.state == "published"))}
