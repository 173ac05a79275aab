"""The class of the demo: every score is what the submission deserves, twice the same, and also after an interruption."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.examples import copy_course, hand_in, read_examples
from autograder.course import load_course

ROOT = Path(__file__).resolve().parents[2]
NAME = "conv_by_hand"
EXAMPLES = read_examples(ROOT / "tests" / "submissions" / NAME / "class")
TIMES = ("execution_time",)
pytestmark = pytest.mark.timeout(900)  # a class takes a minute on two free cores


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of this course with the class handed in."""
    course = copy_course(load_course(ROOT), tmp_path_factory.mktemp("demo") / "course")
    hand_in(course, course.assignment(NAME), EXAMPLES)
    return course


@pytest.fixture(scope="module")
def graded(course, autograder):
    """The finished `autograder grade` of the whole class, and its JSON."""
    out = course.root / "grades.json"
    done = autograder("grade", NAME, "--course", course.root, "--jobs", 2, "--json", out)
    return done, json.loads(out.read_text(encoding="utf-8"))


def test_the_class_is_a_class():
    """24 students, each once."""
    assert len(EXAMPLES) == len({example.student for example in EXAMPLES}) == 24


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.overlay.name)
def test_the_score_is_what_the_submission_deserves(example, graded):
    """Each question's automatic score equals the one written beside the submission."""
    [grade] = [grade for grade in graded[1] if grade["student"] == example.student]
    scores = {q["grade_id"]: q["score"] for q in grade["questions"] if not q["manual"]}
    assert scores == {name: example.expected.get(name, 0) for name in scores}, grade
    assert grade["score"] == pytest.approx(sum(example.expected.values()))
    assert (grade["status"] == "unreadable") == (example.file is not None)


def test_the_table_names_everyone(course, graded):
    """The run ends with a table of all students and the exit code of a class with an unreadable submission."""
    done, grades = graded
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "24 submissions" in done.stdout
    assert {grade["student"] for grade in grades} == {example.student for example in EXAMPLES}
    for example in EXAMPLES:
        assert example.student.split()[0] in done.stdout
    progress = f"{course.assignment(NAME).title}: "  # a line where it takes longer than a minute
    problems = [line for line in done.stderr.splitlines() if not line.startswith(progress)]
    assert len(problems) == sum(example.file is not None for example in EXAMPLES)


def test_every_feedback_page_shows_the_students_figure(course, graded):
    """The figure of the visible example, drawn by the student's own code, is on the page of everyone whose notebook ran."""
    without = []
    for example in EXAMPLES:
        page = (course.results(course.assignment(NAME), example.student) / "feedback.html").read_text(encoding="utf-8")
        if "<figure" not in page:
            without.append(example)
    assert [example.student for example in without] == [example.student for example in EXAMPLES if example.file is not None]


def test_nbgrader_has_the_same_scores(course, graded):
    """nbgrader's own API reads the scores of the class from the gradebook."""
    with Gradebook(course.database_url, course.course_id) as gradebook:
        scores = {row.student.id: row.score for row in gradebook.assignment_submissions(NAME)}
    assert scores == pytest.approx({grade["student"]: grade["score"] for grade in graded[1]})


def test_an_interrupted_run_goes_on_and_ends_the_same(course, graded, autograder, tmp_path):
    """After Ctrl-C the same command keeps what is graded, grades the rest, and every results.json is that of the first run."""
    assignment = course.assignment(NAME)
    again = copy_course(course, tmp_path / "again")
    shutil.copytree(course.private, again.private)  # the same secret gives the same random inputs
    hand_in(again, assignment, EXAMPLES)
    arguments = ["grade", NAME, "--course", str(again.root), "--jobs", "2"]
    command = [sys.executable, "-m", "autograder.cli.main", *arguments]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: len(kept_grades(again)) >= 3 or running.poll() is not None)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the program and all its children
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert told.strip() == "autograder: interrupted; what is graded is kept, the same command goes on from here"
    before = kept_grades(again)
    assert 3 <= len(before) < len(EXAMPLES)

    assert autograder(*arguments).returncode == 2

    after = kept_grades(again)
    assert {path: after[path] for path in before} == before
    assert results(again) == results(course)


def test_grading_again_changes_nothing(course, graded, autograder):
    """A second run of the same command keeps every grade and tells the same."""
    before = kept_grades(course)
    done = autograder("grade", NAME, "--course", course.root, "--json", "-")
    assert kept_grades(course) == before
    assert json.loads(done.stdout) == graded[1]


def wait_until(holds) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def kept_grades(course) -> dict[Path, int]:
    """When each stored grade was written, by path below the course."""
    return {path.relative_to(course.root): path.stat().st_mtime_ns for path in course.root.glob("results/*/*/grade.json")}


def results(course) -> dict[Path, object]:
    """Every results.json without its times."""
    return {
        path.relative_to(course.root): without_times(json.loads(path.read_text(encoding="utf-8")))
        for path in course.root.glob("results/*/*/results.json")
    }


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key not in TIMES}
    return [without_times(item) for item in value] if isinstance(value, list) else value
