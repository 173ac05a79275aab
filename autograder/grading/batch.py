"""Grade a class: skip what is done, grade the rest in parallel, record each result as soon as it is there."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import nbformat

from autograder.course import Assignment, Course
from autograder.datasets.prepare import served_folder
from autograder.errors import SubmissionError
from autograder.feedback.gradescope import results_json
from autograder.feedback.html import render_html
from autograder.grade import Grade
from autograder.gradebook.write import ensure_assignment, open_gradebook, read_scores, record
from autograder.grading import store
from autograder.grading.kernel import Isolation
from autograder.grading.material import Material, load_material
from autograder.grading.pipeline import Graded, grade_submission, unreadable
from autograder.grading.preload import preload_of, start_workers
from autograder.grading.receipt import Circumstances, circumstances, make_receipt, material_digest, statement
from autograder.grading.run import MAX_RESTARTS
from autograder.grading.submissions import Submission, check_student, find_submissions
from autograder.grading.workers import Failure, run_all

__all__ = ["Submission", "check_student", "find_submissions", "grade_class", "preload_of", "slots_of"]

_SESSIONS_PER_SLOT = 4
"""Kernels that one warm fork server serves side by side: another server costs its imports, seconds of two cores, once more."""


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
    around = circumstances(course, assignment)
    digest = material_digest(around)
    keys = [_key(digest, submission.path) for submission in submissions]
    with open_gradebook(course) as gradebook:
        ensure_assignment(gradebook, course, assignment, material.source)

        def keep(index: int, finished: Finished) -> None:
            submission = submissions[index]
            _write(course, assignment, submission, finished, keys[index], gradebook, around)
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
                    preload=preload_of(course, assignment),
                    seconds=course.limits_of(assignment).notebook_seconds * (2 + MAX_RESTARTS) + 600,
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
    graded = grade_submission(
        course, assignment, submission.student, submission.path, isolation=isolation, slot=slot, material=material
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


def _write(
    course: Course,
    assignment: Assignment,
    submission: Submission,
    finished: Finished,
    key: str,
    gradebook: object,
    around: Circumstances,
) -> None:
    folder = course.results(assignment, submission.student)
    notebook = None if finished.notebook is None else nbformat.v4.reads(finished.notebook)
    if finished.grade.status != "infrastructure":
        record(gradebook, course, assignment, finished.grade, notebook, submission.submitted_at)
    store.write(folder / "feedback.html", finished.html.encode())
    store.write(folder / "results.json", json.dumps(results_json(finished.grade), indent=1, ensure_ascii=False).encode())
    (folder / "problems.txt").unlink(missing_ok=True)
    if finished.problems:
        store.write(folder / "problems.txt", "\n".join(finished.problems).encode())
    if finished.grade.status != "infrastructure":
        digest = finished.grade.submission_digest or hashlib.sha256(_content(submission.path)).hexdigest()
        receipt = make_receipt(course, statement(course, finished.grade, digest, around))
        store.save(folder, store.Stored(key=key, grade=finished.grade), receipt)


@contextlib.contextmanager
def slots_of(course: Course, assignment: Assignment, jobs: int, isolation: Isolation) -> Iterator[Sequence[Path | None]]:
    """A control socket of a sandbox slot for each of ``jobs``; as many None without isolation. The workers start alongside."""
    start_workers(course, assignment)
    if isolation == "none":
        yield [None] * jobs
        return
    from autograder.sandbox.slot import SlotPool  # Linux only, and heavy; not needed without isolation

    slots = -(-jobs // _SESSIONS_PER_SLOT)
    with SlotPool(
        slots, preload=course.preload, environ=course.environ(), hidden=[course.root], data=served_folder(course)
    ) as pool:
        yield [pool.sockets[job % slots] for job in range(jobs)]


def _key(material: str, path: Path) -> str:
    return hashlib.sha256(material.encode() + hashlib.sha256(_content(path)).digest()).hexdigest()


def _content(path: Path) -> bytes:
    """The bytes of a submitted file; none where it is no file or cannot be read."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""
