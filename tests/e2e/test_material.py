"""The course's checks tell right from wrong: solutions earn all points, the release none, no misconception all."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.examples import Example, copy_course, hand_in
from autograder.course import Assignment, Course, load_course
from autograder.grade import Grade
from autograder.grading.batch import find_submissions, grade_class
from autograder.grading.reference import load_misconceptions
from autograder.notebook.overlay import Overlay, read_overlay

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)


def example(student: str, overlay: Overlay) -> Example:
    return Example(student=student, overlay=overlay, expected={}, file=None)


@pytest.fixture(scope="module", params=COURSE.assignments, ids=lambda assignment: assignment.name)
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Course, Assignment, dict[str, Grade]]:
    """The assignment's solution, release, alternative solutions and misconceptions, graded as a class."""
    assignment = request.param
    course = copy_course(COURSE, tmp_path_factory.mktemp("material") / "course")
    nothing = Overlay(name="nothing", title="", header={}, sections=(), path=Path("nothing.py"))
    untouched = Overlay(name="untouched", title="", header={"BASE": "release"}, sections=(), path=Path("untouched.py"))
    alternatives = sorted((ROOT / "tests" / "submissions" / assignment.name / "solutions").glob("*.py"))
    hand_in(
        course,
        assignment,
        [
            example("solution", nothing),
            example("release", untouched),
            *(example(f"right {path.stem}", read_overlay(path)) for path in alternatives),
            *(example(f"wrong {m.name}", m) for m in load_misconceptions(course.reference(assignment))),
        ],
    )
    grades = grade_class(course, assignment, find_submissions(course, assignment), jobs=2)
    return course, assignment, {grade.student: grade for grade in grades}


def automatic(grade: Grade) -> tuple[float, float]:
    """Score and maximum of the automatically graded questions."""
    questions = [question for question in grade.questions if not question.manual]
    return sum(q.score for q in questions), sum(q.max_score for q in questions)


def failures(grade: Grade) -> list[str]:
    return [f"{c.check}: {c.status} {c.message}" for q in grade.questions for c in q.checks if c.status != "passed"]


def test_every_right_solution_earns_all_points(graded: tuple[Course, Assignment, dict[str, Grade]]) -> None:
    _, _, grades = graded
    right = {name: grade for name, grade in grades.items() if name == "solution" or name.startswith("right ")}
    assert len(right) >= 4
    assert {name: failures(grade) for name, grade in right.items()} == {name: [] for name in right}
    for grade in right.values():
        score, best = automatic(grade)
        assert score == pytest.approx(best)


def test_the_release_earns_nothing(graded: tuple[Course, Assignment, dict[str, Grade]]) -> None:
    _, _, grades = graded
    assert grades["release"].score == 0


def test_every_misconception_loses_points_where_it_says(graded: tuple[Course, Assignment, dict[str, Grade]]) -> None:
    course, assignment, grades = graded
    misconceptions = load_misconceptions(course.reference(assignment))
    assert len(misconceptions) >= 17
    for misconception in misconceptions:
        grade = grades[f"wrong {misconception.name}"]
        score, best = automatic(grade)
        assert score < best, f"{misconception.name} earns all points"
        question = next(q for q in grade.questions if q.grade_id == misconception.header["QUESTION"])
        assert question.score < question.max_score, f"{misconception.name} loses no points at {question.grade_id}"


def test_no_check_breaks_and_nobody_is_stopped(graded: tuple[Course, Assignment, dict[str, Grade]]) -> None:
    _, _, grades = graded
    assert {grade.status for grade in grades.values()} <= {"graded", "needs_manual"}


def test_most_misconceptions_are_named_to_the_student(graded: tuple[Course, Assignment, dict[str, Grade]]) -> None:
    """Some cannot be told apart by outputs (an exception, a forbidden library); most must be named, and named rightly."""
    course, assignment, grades = graded
    misconceptions = load_misconceptions(course.reference(assignment))
    named = 0
    for misconception in misconceptions:
        checks = [check for q in grades[f"wrong {misconception.name}"].questions for check in q.checks]
        named += misconception.name in {check.diagnosis.name for check in checks if check.diagnosis is not None}
    assert named >= 0.8 * len(misconceptions), f"{named} of {len(misconceptions)} named"
