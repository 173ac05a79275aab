"""An earlier report is kept but for what was measured again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder.authoring.verify.report import CourseReport
from autograder.authoring.verify.update import check_alike, read_report, updated
from autograder.errors import UsageError
from tests.authoring.outcomes import GOOD, a_grade, rounds

MakeCourseReport = Callable[..., CourseReport]


@pytest.fixture
def earlier(make_course_report: MakeCourseReport) -> CourseReport:
    """A report in which a misconception survives."""
    grades = {c: (a_grade() if c.name == "squeezed" else grade) for c, grade in GOOD.items()}
    return make_course_report(grades, rounds(20))


def test_the_assignment_measured_again_takes_its_place(earlier: CourseReport, make_course_report: MakeCourseReport) -> None:
    """The others stay, in their order; what is pooled is pooled anew, and both commands are named."""
    other = msgspec.structs.replace(earlier.assignments[0], assignment="other")
    both = msgspec.structs.replace(earlier, assignments=(earlier.assignments[0], other), seconds=60.0)
    again = msgspec.structs.replace(make_course_report(GOOD, rounds(20)), command="autograder verify nets", seconds=5.0)
    made = updated(both, again)
    assert made.assignments == (again.assignments[0], other)
    assert (made.false_pass.events, made.false_pass.runs) == (1, 8)
    assert made.command == f"{both.command}; autograder verify nets"
    assert made.seconds == 65.0


def test_only_reports_that_were_measured_alike_fit_together(earlier: CourseReport) -> None:
    alike = {name: getattr(earlier, name) for name in ("course", "seeds", "training_seeds", "environment")}
    check_alike(earlier, **alike)
    other = msgspec.structs.replace(earlier.environment, python="2.7")
    for name, value in (("course", "Another"), ("seeds", 1), ("training_seeds", 1), ("environment", other)):
        with pytest.raises(UsageError, match=r"another .*; verify all assignments again"):
            check_alike(earlier, **{**alike, name: value})


def test_a_report_is_read_as_it_was_written(earlier: CourseReport, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(msgspec.json.encode(msgspec.to_builtins(earlier) | {"missed": []}))
    assert read_report(file) == earlier
    file.write_text("{}")
    with pytest.raises(UsageError, match="not a report"):
        read_report(file)
    with pytest.raises(UsageError, match="cannot be read"):
        read_report(tmp_path / "none.json")
