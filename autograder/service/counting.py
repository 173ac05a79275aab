"""Which submissions count: of each student the latest that was graded, as nbgrader counts."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from autograder.service.tables import Result, Submission

__all__ = ["counting"]


def counting(assignment: str) -> Select[str]:
    """Ids of the assignment's submissions that count: each student's latest with a published result, late ones too."""
    latest_first = func.row_number().over(
        partition_by=Submission.person_id, order_by=(Submission.attempt.desc(), Submission.id.desc())
    )
    graded = (
        select(Submission.id, latest_first.label("place"))
        .join(Result, Result.submission_id == Submission.id)
        .where(Submission.assignment == assignment, Result.state == "published")
        .subquery()
    )
    return select(graded.c.id).where(graded.c.place == 1)
