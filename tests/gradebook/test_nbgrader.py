"""nbgrader's own programs work on what was recorded."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbformat.notebooknode import NotebookNode

from autograder.course import Assignment, Course
from autograder.grade import Grade
from autograder.gradebook.write import record

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


@pytest.fixture
def recorded(
    gradebook: Any, course: Course, assignment: Assignment, executed: NotebookNode, grade_of: Callable[..., Grade]
) -> Any:
    """Three submissions: right, partly right with a failed check, unreadable."""
    record(gradebook, course, assignment, grade_of("ada"), executed, NOON)
    record(gradebook, course, assignment, grade_of("Jürgen Groß", add=1), executed, None)
    unreadable = grade_of("eve", status="unreadable", questions=(), score=0, message="it is not JSON")
    record(gradebook, course, assignment, unreadable, None, NOON)
    gradebook.close()
    return course


@pytest.fixture
def jupyter_environment(tmp_path: Path, jupyter_environment_in: Callable[[Path], dict[str, str]]) -> dict[str, str]:
    return jupyter_environment_in(tmp_path / "jupyter")


def run(course: Course, environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course.root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_generate_feedback(recorded: Course, jupyter_environment: dict[str, str]) -> None:
    """Each student's page has our scores, our comments and the reason of an unreadable one; nobody waits for a code answer."""
    run(recorded, jupyter_environment, "generate_feedback", "sums")
    pages = {path.parent.parent.name: path.read_text() for path in recorded.root.glob("feedback/*/sums/sums.html")}
    assert sorted(pages) == ["Jürgen Groß", "ada", "eve"]
    assert "sums (Score: 5.0 / 9.0)" in pages["ada"]
    assert "sums (Score: 3.0 / 9.0)" in pages["Jürgen Groß"]
    assert "1 of 3 checks passed." in pages["Jürgen Groß"]
    assert "checks passed" not in pages["ada"]
    assert "sums (Score: 0.0 / 9.0)" in pages["eve"]
    assert "This notebook could not be read: it is not JSON" in pages["eve"]


def test_export(recorded: Course, jupyter_environment: dict[str, str]) -> None:
    """The exported table has our scores, the times and the due date."""
    run(recorded, jupyter_environment, "export", "--to", "grades.csv")
    with (recorded.root / "grades.csv").open(encoding="utf-8", newline="") as table:
        found = {row["student_id"]: (row["score"], row["max_score"], row["timestamp"]) for row in csv.DictReader(table)}
    assert found == {
        "ada": ("5.0", "9.0", "2026-01-30 12:00:00"),
        "Jürgen Groß": ("3.0", "9.0", ""),
        "eve": ("0.0", "9.0", "2026-01-30 12:00:00"),
    }


def test_formgraders_status(recorded: Course) -> None:
    """nbgrader's API, which formgrader shows, counts all three as graded and only the written answers as open."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    for student in ("ada", "Jürgen Groß", "eve"):
        recorded.submitted(recorded.assignments[0], student).parent.mkdir(parents=True, exist_ok=True)
    config = Config(CourseDirectory={"root": str(recorded.root), "course_id": recorded.course_id})
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.get_autograded_students("sums") == {"ada", "Jürgen Groß", "eve"}
    rows = {row["student"]: row for row in api.get_submissions("sums")}
    assert {name: (row["autograded"], row["score"], row["needs_manual_grade"]) for name, row in rows.items()} == {
        "ada": (True, 5, True),
        "Jürgen Groß": (True, 3, True),
        "eve": (True, 0, False),
    }


def test_changed_submission_waits_for_autograding(recorded: Course, assignment: Assignment) -> None:
    """A newer submission than the graded one is not shown as graded."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    recorded.submitted(assignment, "ada").with_name("timestamp.txt").write_text("2026-01-30 13:00:00 UTC")
    config = Config(CourseDirectory={"root": str(recorded.root), "course_id": recorded.course_id})
    assert "ada" not in NbGraderAPI(CourseDirectory(config=config), config=config).get_autograded_students("sums")
