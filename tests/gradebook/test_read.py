"""Reading scores back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.course import Assignment, Course
from autograder.grade import Grade
from autograder.gradebook.write import read_scores, record


def test_scores_are_what_nbgrader_counts(
    gradebook: Any, course: Course, assignment: Assignment, grade_of: Callable[..., Grade], executed: NotebookNode
) -> None:
    """A manual score replaces the automatic one, extra credit is added, no score is 0; the sum is nbgrader's."""
    assert read_scores(gradebook, assignment) == {}
    record(gradebook, course, assignment, grade_of("ada", add=2), executed, None)
    record(gradebook, course, assignment, grade_of("ben"), executed, None)
    grade = gradebook.find_grade("double", "sums", "sums", "ada")
    grade.manual_score, grade.extra_credit = 1.0, 0.5
    gradebook.db.commit()
    scores = read_scores(gradebook, assignment)
    assert scores == {
        "ada": {"add": 2, "double": 1.5, "explain": 0},
        "ben": {"add": 3, "double": 2, "explain": 0},
    }
    assert sum(scores["ada"].values()) == gradebook.find_submission("sums", "ada").score


def test_other_assignments_are_not_mixed_in(
    gradebook: Any, course: Course, assignment: Assignment, grade_of: Callable[..., Grade], executed: NotebookNode
) -> None:
    """An unknown assignment has no scores, whatever others have."""
    record(gradebook, course, assignment, grade_of("ada"), executed, None)
    assert read_scores(gradebook, Assignment(name="products")) == {}
