"""A class's results for other programs: a table of scores as Moodle and ILIAS read it, and everything as JSON."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.course import Assignment
from autograder.feedback.report import points
from autograder.feedback.text import visible
from autograder.grade import Grade
from autograder.service.overview import ClassResults, class_results
from autograder.service.tables import Person, Submission

__all__ = ["harmless", "results_json", "scores_csv"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MORE = ("Status", "Attempt", "Submitted", "Late")


def harmless(text: str) -> str:
    """``text`` that a spreadsheet takes for text: what it would run as a formula gets an apostrophe before it."""
    shown = visible(text)
    return f"'{shown}" if text.lstrip(" ").startswith(_FORMULA) else shown


def scores_csv(db: Session, assignment: Assignment) -> str:
    """One row for each student who is in the course, one column for the assignment and each of its questions, in points.

    Who has no result has empty fields, never a 0. What a person grades in formgrader is in nbgrader's gradebook, not here.
    """
    results = class_results(db, assignment.name)
    handed_in = {submission.person_id: submission for submission, _ in _counted(db, results)}
    questions = {q.grade_id: q for grade in results.grades.values() for q in grade.questions if not q.manual}
    titles = [f"{assignment.title} ({points(results.statistics.max_score)})"]
    titles += [f"{q.title} ({points(q.max_score)})" for q in questions.values()]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(text) for text in ("ID number", "Full name", *titles, *_MORE)])
    enrolled = select(Person).where(Person.role == "student", Person.left_at.is_(None))
    for person in db.scalars(enrolled.order_by(Person.id)):
        submission = handed_in.get(person.id)
        fields = [""] * (len(titles) + len(_MORE))
        if submission is not None:
            fields = _fields(submission, results.grades[submission.id], tuple(questions))
        writer.writerow([harmless(person.id), harmless(person.name), *fields])
    return out.getvalue()


def _fields(submission: Submission, grade: Grade, questions: tuple[str, ...]) -> list[str]:
    scores = {question.grade_id: points(question.score) for question in grade.questions}
    when = submission.received_at.isoformat(timespec="seconds")
    more = [grade.status, str(submission.attempt), when, "yes" if submission.late else "no"]
    return [points(grade.score), *[scores.get(name, "") for name in questions], *more]


def results_json(db: Session, assignment: Assignment) -> bytes:
    """The grades that count, with their submissions and statistics; nothing hidden is in a grade."""
    results = class_results(db, assignment.name)
    found: list[dict[str, Any]] = [
        {
            "submission": submission.id,
            "student": submission.person_id,
            "name": name,
            "attempt": submission.attempt,
            "received_at": submission.received_at,
            "late": submission.late,
            "grade": results.grades[submission.id],
        }
        for submission, name in _counted(db, results)
    ]
    whole = {"assignment": assignment.name, "title": assignment.title, "statistics": results.statistics, "results": found}
    return msgspec.json.encode(whole)


def _counted(db: Session, results: ClassResults) -> list[tuple[Submission, str]]:
    """(submission, student's name) of the results that count, by student."""
    rows = select(Submission, Person.name).join(Person, Submission.person_id == Person.id)
    mine = rows.where(Submission.id.in_(list(results.grades))).order_by(Submission.person_id)
    return [(submission, name) for submission, name in db.execute(mine)]
