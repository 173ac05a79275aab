"""Put what was measured again in the place of what an earlier report says: one assignment was mended, not all of them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.authoring.verify.report import AssignmentReport, CourseReport, Rate
from autograder.authoring.verify.statistics import upper_bound
from autograder.errors import UsageError
from autograder.grading.receipt import Environment

__all__ = ["check_alike", "pooled", "read_report", "updated"]


def read_report(path: Path) -> CourseReport:
    """The report that ``autograder verify --json`` wrote. Raises UsageError when it cannot be read or is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=CourseReport)
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror})") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path}: not a report of `autograder verify --json` ({problem})") from None


def check_alike(earlier: CourseReport, course: str, seeds: int, training_seeds: int, environment: Environment) -> None:
    """Raises UsageError where the earlier report was measured otherwise: in one page, figures must be of one kind."""
    measured = {
        "course": (earlier.course, course),
        "number of seeds": (earlier.seeds, seeds),
        "number of training seeds": (earlier.training_seeds, training_seeds),
        "environment": (earlier.environment, environment),
    }
    for what, (then, now) in measured.items():
        if then != now:
            raise UsageError(f"--update: the earlier report is of another {what}; verify all assignments again")


def updated(earlier: CourseReport, report: CourseReport) -> CourseReport:
    """``earlier`` with the assignments of ``report`` in the place of its own, or after them."""
    again = {one.assignment: one for one in report.assignments}
    merged = {one.assignment: one for one in earlier.assignments} | again
    return msgspec.structs.replace(
        earlier,
        command=f"{earlier.command}; {report.command}",
        assignments=tuple(merged.values()),
        false_pass=pooled(tuple(merged.values())),
        seconds=earlier.seconds + report.seconds,
    )


def pooled(reports: tuple[AssignmentReport, ...]) -> Rate:
    """Surviving misconceptions among all that are not equivalent."""
    surviving, real = sum(len(report.surviving) for report in reports), sum(len(report.real) for report in reports)
    return Rate(events=surviving, runs=real, upper=upper_bound(surviving, real))
