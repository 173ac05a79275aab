"""A new course works at once: init, generate, a submission, grade."""

from __future__ import annotations

import json

import nbformat
from nbgrader.api import Gradebook

from autograder.authoring.examples import Example, hand_in
from autograder.course import load_course
from autograder.notebook.overlay import read_overlay


def test_a_new_course_grades_right_and_wrong_answers(tmp_path, autograder):
    """On the template the solution gets full points, each misconception fewer with its own hint, the release none."""
    folder = tmp_path / "My course"
    for arguments in (("init", folder), ("generate", "--course", folder)):
        assert autograder(*arguments).returncode == 0
    course = load_course(folder)
    [assignment] = course.assignments
    mistakes = [read_overlay(path) for path in sorted((course.reference(assignment) / "misconceptions").glob("*.py"))]
    right = tmp_path / "right.py"
    right.write_text('"""Right."""\n')
    untouched = tmp_path / "untouched.py"
    untouched.write_text('"""Untouched."""\nBASE = "release"\n')
    overlays = [*mistakes, read_overlay(right), read_overlay(untouched)]
    hand_in(course, assignment, [Example(student=o.name, overlay=o, expected={}, file=None) for o in overlays])

    done = autograder("grade", "--course", folder, "--jobs", 2, "--json", "-")

    assert done.returncode == 0, done.stderr
    grades = {grade["student"]: grade for grade in json.loads(done.stdout)}
    questions = {student: grade["questions"][0] for student, grade in grades.items()}
    assert (questions["right"]["score"], questions["untouched"]["score"]) == (3, 0)
    for mistake in mistakes:
        assert questions[mistake.name]["score"] < 3
        named = {check["diagnosis"]["name"] for check in questions[mistake.name]["checks"] if check["diagnosis"]}
        assert named == {mistake.name}
        page = (course.results(assignment, mistake.name) / "feedback.html").read_text(encoding="utf-8")
        assert mistake.header["HINT"] in page
    assert "data:image/png" in (course.results(assignment, "right") / "feedback.html").read_text(encoding="utf-8")
    assert nbformat.read(course.autograded(assignment, "right"), as_version=4).cells
    with Gradebook(course.database_url, course.course_id) as gradebook:
        scores = {row.student.id: row.score for row in gradebook.assignment_submissions(assignment.name)}
    assert scores == {student: grade["score"] for student, grade in grades.items()}
