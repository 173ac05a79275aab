"""Points from check outcomes. All sums are finite and between 0 and the cell's points, by construction."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from autograder.errors import AuthorError
from autograder.grade import CheckResult, QuestionResult
from autograder.notebook.cells import GradeCell


def score_questions(cells: Sequence[GradeCell], checks: Sequence[CheckResult]) -> tuple[QuestionResult, ...]:
    """One result per grade cell: points × passed weight / total weight, rounded to 0.01.

    Raises AuthorError when an automatically graded cell has no check: its points could never be earned.
    """
    return tuple(_score(cell, tuple(c for c in checks if c.question == cell.grade_id)) for cell in cells)


def _score(cell: GradeCell, checks: tuple[CheckResult, ...]) -> QuestionResult:
    manual = cell.kind == "manual"
    score = 0.0
    if not manual:
        total = fsum(check.weight for check in checks)
        if total <= 0:
            raise AuthorError(
                f"the grade cell {cell.grade_id!r} has {cell.points:g} points but no hidden check; add one or make it manual"
            )
        passed = fsum(check.weight for check in checks if check.status == "passed")
        score = min(max(round(cell.points * passed / total, 2), 0.0), cell.points)
    return QuestionResult(
        grade_id=cell.grade_id, title=cell.title, score=score, max_score=cell.points, manual=manual, checks=checks
    )
