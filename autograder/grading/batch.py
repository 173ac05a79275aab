"""Grade a class: skip what is done, grade the rest in parallel, record each result as soon as it is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import nbformat

from autograder.course import Assignment, Course, Limits
from autograder.errors import SubmissionError
from autograder.feedback.gradescope import results_json
from autograder.feedback.html import render_html
from autograder.grade import Grade
from autograder.gradebook.write import ensure_assignment, open_gradebook, read_scores, record
from autograder.grading import store
from autograder.grading.files import digest_with
from autograder.grading.kernel import Isolation
from autograder.grading.material import Material, load_material
from autograder.grading.pipeline import Graded, grade_submission, unreadable
from autograder.grading.preload import preload_of
from autograder.grading.receipt import Circumstances, Receipt, circumstances, make_receipt, material_digest, statement
from autograder.grading.run import MAX_RESTARTS
from autograder.grading.slots import slots_of
from autograder.grading.submissions import Submission, check_student, find_submissions
from autograder.grading.workers import Failure, run_all

__all__ = [
    "Finished", "Submission", "check_student", "find_submissions", "grade_class", "grading_seconds", "preload_of", "result_key",
    "write_results",
]  # fmt: skip


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker sends back: everything the main process then writes."""

    grade: Grade
    notebook: str | None
    html: str
    problems: tuple[str, ...]


def grade_class(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[Submission],
    *,
    jobs: int = 1,
    force: bool = False,
    isolation: Isolation = "sandbox",
    on_done: Callable[[Grade, bool], None] = lambda grade, fresh: None,
) -> list[Grade]:
    """Grade ``submissions``; grades in their order. ``on_done(grade, fresh)`` is told of each as it is recorded.

    A submission whose recorded grade was made from the same bytes and the same course material is not graded again unless
    ``force``. Interrupted at any point, the same call finishes the rest.

    Raises AuthorError when the course's material is wrong; what was graded until then stays recorded.
    """
    material = load_material(course, assignment)
    around = circumstances(course, assignment, isolated=isolation == "sandbox")
    digest = material_digest(around)
    limits = course.limits_of(assignment)
    keys = [result_key(digest, _digest(submission, limits)) for submission in submissions]
    with open_gradebook(course) as gradebook:
        ensure_assignment(gradebook, course, assignment, material.source)

        def keep(index: int, finished: Finished) -> None:
            submission = submissions[index]
            _keep(course, assignment, submission, finished, keys[index], gradebook, around)
            grades[index] = finished.grade
            on_done(finished.grade, True)

        grades = {} if force else _recorded(gradebook, course, assignment, submissions, keys)
        for grade in grades.values():
            on_done(grade, False)
        todo = [index for index in range(len(submissions)) if index not in grades]
        if todo:
            with slots_of(course, assignment, min(jobs, len(todo)), isolation) as slots:
                run_all(
                    grade_one,
                    [(course, assignment, submissions[i], material, isolation) for i in todo],
                    slots=slots,
                    preload=preload_of(course, [assignment]),
                    seconds=grading_seconds(course, assignment),
                    on_done=lambda place, answer: keep(
                        todo[place], _answer(course, assignment, submissions[todo[place]], material, answer)
                    ),
                )
    return [grades[index] for index in range(len(submissions))]


def _recorded(
    gradebook: object, course: Course, assignment: Assignment, submissions: Sequence[Submission], keys: Sequence[str]
) -> dict[int, Grade]:
    """The grades that are recorded already, by place: stored under the same key, and in the gradebook too."""
    known = read_scores(gradebook, assignment)
    stored = [store.load(course.results(assignment, submission.student)) for submission in submissions]
    return {
        index: one.grade
        for index, (one, key) in enumerate(zip(stored, keys, strict=True))
        if one is not None and one.key == key and submissions[index].student in known
    }


def grade_one(
    course: Course, assignment: Assignment, submission: Submission, material: Material, isolation: Isolation, slot: Path | None
) -> Finished:
    """A worker's task: grade one submission and render its feedback."""
    files = submission.files(course.limits_of(assignment))
    graded = grade_submission(
        course, assignment, submission.student, submission.path, files=files, isolation=isolation, slot=slot, material=material
    )
    return _finished(course, assignment, graded)


def _finished(course: Course, assignment: Assignment, graded: Graded) -> Finished:
    return Finished(
        grade=graded.grade,
        notebook=None if graded.notebook is None else nbformat.v4.writes(graded.notebook),
        html=render_html(graded.grade, graded.notebook, course.name, assignment.title),
        problems=graded.problems,
    )


def _answer(
    course: Course, assignment: Assignment, submission: Submission, material: Material, answer: Finished | Failure
) -> Finished:
    if isinstance(answer, Finished):
        return answer
    empty = unreadable(submission.student, assignment, material.cells, SubmissionError(submission.path, answer.reason))
    return _finished(course, assignment, Graded(grade=msgspec.structs.replace(empty, status="infrastructure"), notebook=None))


def _keep(
    course: Course,
    assignment: Assignment,
    submission: Submission,
    finished: Finished,
    key: str,
    gradebook: object,
    around: Circumstances,
) -> None:
    grade = finished.grade
    if grade.status == "infrastructure":
        _write_feedback(course, assignment, finished)
        return
    digest = grade.submission_digest or _digest(submission, course.limits_of(assignment))
    receipt = make_receipt(course, statement(course, grade, digest, around))
    write_results(course, assignment, finished, gradebook, submission.submitted_at, key, receipt)


def write_results(
    course: Course,
    assignment: Assignment,
    finished: Finished,
    gradebook: object,
    submitted_at: datetime | None,
    key: str,
    receipt: Receipt,
) -> None:
    """Record a grade: in the gradebook, then in the results folder, whose ``grade.json`` comes last. Idempotent.

    Args:
        submitted_at: with a time zone; None: as ``timestamp.txt`` beside the submission says.
        key: from :func:`result_key`.

    Raises:
        InfrastructureError: the gradebook refused; nothing was written then.
    """
    notebook = None if finished.notebook is None else nbformat.v4.reads(finished.notebook)
    record(gradebook, course, assignment, finished.grade, notebook, submitted_at)
    folder = _write_feedback(course, assignment, finished)
    store.save(folder, store.Stored(key=key, grade=finished.grade), receipt)


def _write_feedback(course: Course, assignment: Assignment, finished: Finished) -> Path:
    """Write what people read; returns the results folder."""
    folder = course.results(assignment, finished.grade.student)
    store.write(folder / "feedback.html", finished.html.encode())
    store.write(folder / "results.json", json.dumps(results_json(finished.grade), indent=1, ensure_ascii=False).encode())
    (folder / "problems.txt").unlink(missing_ok=True)
    if finished.problems:
        store.write(folder / "problems.txt", "\n".join(finished.problems).encode())
    return folder


def grading_seconds(course: Course, assignment: Assignment) -> float:
    """Wall time after which a worker that grades one submission is hanging, whatever the submission does."""
    return course.limits_of(assignment).notebook_seconds * (2 + MAX_RESTARTS) + 600


def result_key(material: str, submission: str) -> str:
    """Names everything that decides a grade: the digests (hex) of the material and of the submission."""
    return hashlib.sha256(material.encode() + bytes.fromhex(submission)).hexdigest()


def _digest(submission: Submission, limits: Limits) -> str:
    """The submission's digest; as of an empty notebook where it is no file or cannot be read."""
    try:
        content = submission.path.read_bytes() if submission.path.is_file() else b""
    except OSError:
        content = b""
    return digest_with(hashlib.sha256(content).hexdigest(), submission.files(limits).content)
