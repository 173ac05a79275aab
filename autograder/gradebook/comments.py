"""What nbgrader shows beside a student's answer: the results of its checks as one automatic comment."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.grade import CheckResult, Grade, QuestionResult
from autograder.gradebook.harmless import harmless_line

__all__ = ["automatic_comment", "is_unanswered", "notes"]

_UNANSWERED = ("empty_answer", "missing_cell")


def is_unanswered(grade: Grade, grade_id: str) -> bool:
    """Whether intake found no answer in this cell."""
    return any(finding.cell == grade_id and finding.kind in _UNANSWERED for finding in grade.findings)


def automatic_comment(grade: Grade, question: QuestionResult) -> str | None:
    """Markdown for the student: findings about the cell, each check that did not pass, its next step; None when all is well."""
    lines = [harmless_line(finding.message) for finding in grade.findings if finding.cell == question.grade_id]
    open_checks = [check for check in question.checks if check.status != "passed"]
    if open_checks:
        passed = len(question.checks) - len(open_checks)
        lines.append(f"{passed} of {len(question.checks)} checks passed.")
        lines.append("\n".join(f"- {_check_line(check)}" for check in open_checks))
    return "\n\n".join(lines) or None


def notes(grade: Grade, commented: Iterable[str]) -> str:
    """Markdown for the top of the notebook: what has no comment of its own, such as findings about the whole notebook.

    Args:
        grade: the submission's grade.
        commented: grade ids of the cells that show a comment.
    """
    with_comment = set(commented)
    found = [f.message if not f.cell else f"{f.cell}: {f.message}" for f in grade.findings if f.cell not in with_comment]
    if grade.status == "unreadable":
        found.insert(0, f"This notebook could not be read: {grade.message}")
    if not found:
        return ""
    return "**Notes of the autograder**\n\n" + "\n".join(f"- {harmless_line(line)}" for line in found)


def _check_line(check: CheckResult) -> str:
    title = harmless_line(check.title)
    if check.status == "error":
        return f"{title} This check could not be run; a person will look at it."
    hint = check.diagnosis.hint if check.diagnosis else check.hint
    return " ".join(part for part in (title, harmless_line(check.message), harmless_line(hint)) if part)
