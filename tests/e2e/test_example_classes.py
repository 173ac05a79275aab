"""Student-like submissions of every assignment get the scores written beside them, whatever their style."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring.examples import Example, copy_course, hand_in, read_examples
from autograder.course import load_course
from autograder.grade import Grade
from autograder.grading.batch import find_submissions, grade_class

pytestmark = pytest.mark.timeout(1800)  # a class is one fixture

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)
DEMO = "conv_by_hand"
"""Graded by the demo's own tests."""
CLASSES = {
    assignment.name: read_examples(ROOT / "tests" / "submissions" / assignment.name / "class")
    for assignment in COURSE.assignments
}
GRADED_HERE = [(name, example) for name, examples in CLASSES.items() if name != DEMO for example in examples]
STYLES = {
    "a magic for figures": r"^%matplotlib inline",
    "a timed cell": r"^%%time",
    "a Colab form": r"^# ?@title",
    "a widget": r"^(import|from) ipywidgets",
    "comments in German": r"# .*\b(und|der|die|das|nicht|wir|mit)\b",
    "prints while it works": r"^ +print\(",
    "cells of its own": r"^# %% \[(insert-after|prepend|append)\]",
    "text cells of its own": r"^# %% \[insert-markdown-after\]",
    "cells in another order": r"^# %% \[move-after\]",
}
"""What students do that the authors of the checks did not: name and a pattern of the overlay file."""


def styles(assignment: str, example: Example) -> set[str]:
    """Those of STYLES in a submission, and "helper functions" for functions that nobody asked for."""
    text = example.overlay.path.read_text(encoding="utf-8")
    asked = (ROOT / "reference" / assignment / "reference.py").read_text(encoding="utf-8")
    found = {style for style, pattern in STYLES.items() if re.search(pattern, text, re.MULTILINE)}
    if any(f"def {name}(" not in asked for name in re.findall(r"^def (\w+)\(", text, re.MULTILINE)):
        found.add("helper functions")
    return found


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Grade]:
    """Everybody's grade, by assignment and student."""
    course = copy_course(COURSE, tmp_path_factory.mktemp("classes") / "course")
    found = {}
    for assignment in course.assignments:
        if assignment.name != DEMO:
            hand_in(course, assignment, CLASSES[assignment.name])
            for grade in grade_class(course, assignment, find_submissions(course, assignment), jobs=2):
                found[assignment.name, grade.student] = grade
    return found


@pytest.mark.parametrize(
    ("name", "example"), GRADED_HERE, ids=[f"{name}-{example.overlay.name}" for name, example in GRADED_HERE]
)
def test_the_score_is_what_the_submission_deserves(name: str, example: Example, grades: dict[tuple[str, str], Grade]) -> None:
    """Each question's automatic score equals the one written beside the submission."""
    grade = grades[name, example.student]
    scores = {q.grade_id: q.score for q in grade.questions if not q.manual}
    failed = [f"{c.check}: {c.message}" for q in grade.questions for c in q.checks if c.status != "passed"]
    assert scores == {question: example.expected.get(question, 0) for question in scores}, failed


@pytest.mark.parametrize("style", [*STYLES, "helper functions"])
def test_every_style_is_among_the_submissions(style: str) -> None:
    assert [e.student for name, examples in CLASSES.items() for e in examples if style in styles(name, e)]


def test_ten_submissions_that_earn_points_are_in_a_style_of_their_own() -> None:
    earn = [(name, e) for name, examples in CLASSES.items() for e in examples if sum(e.expected.values()) > 0]
    assert len([e.student for name, e in earn if len(styles(name, e)) >= 2]) >= 10
