"""Read scores back from the gradebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.course import Assignment
from autograder.gradebook.database import transaction

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

__all__ = ["read_scores"]


def read_scores(gradebook: Gradebook, assignment: Assignment) -> dict[str, dict[str, float]]:
    """Points per student and ``grade_id``, as nbgrader counts them; empty when the assignment has no submissions.

    A person's score replaces the automatic one and extra credit is added; a cell without any score counts 0.

    Raises:
        InfrastructureError: the database refused.
    """
    from nbgrader import api
    from sqlalchemy import select

    query = (
        select(api.SubmittedAssignment.student_id, api.BaseCell.name, api.Grade.score)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
        .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        .where(api.Assignment.name == assignment.name, api.Notebook.name == assignment.notebook)
        .order_by(api.SubmittedAssignment.student_id, api.BaseCell.name)
    )
    scores: dict[str, dict[str, float]] = {}
    with transaction(gradebook):
        for student, grade_id, score in gradebook.db.execute(query):
            scores.setdefault(student, {})[grade_id] = float(score)
    return scores
