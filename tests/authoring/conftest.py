"""Reports of `verify` from written-down outcomes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.authoring.verify.candidates import Candidate
from autograder.authoring.verify.jobs import GradeJob, Job, Outcome
from autograder.authoring.verify.measure import Measured, measure
from autograder.authoring.verify.report import AssignmentReport, CourseReport, Rate
from autograder.authoring.verify.statistics import upper_bound
from autograder.authoring.verify.targets import judged
from autograder.grade import Grade
from tests.authoring.outcomes import ASSIGNMENT, ENVIRONMENT, GOOD, SOLUTION, a_grade, rounds, statement_of

MakeReport = Callable[..., AssignmentReport]


@pytest.fixture
def make_report() -> MakeReport:
    """``make_report(grades, rounds, leaks, second)``: the judged report of these outcomes; by default all targets are met."""

    def make(
        grades: dict[Candidate, Grade] | None = None,
        repeated: list[tuple[Job, Outcome]] | None = None,
        leaks: tuple[str, ...] = (),
        second: Grade | None = None,
    ) -> AssignmentReport:
        given = GOOD if grades is None else grades
        done: list[tuple[Job, Outcome]] = [(GradeJob(candidate=candidate), grade) for candidate, grade in given.items()]
        done.append((GradeJob(candidate=SOLUTION, second=True), second or a_grade(seconds=9.0)))
        done += [*rounds(300), *rounds(3000, training=True)] if repeated is None else repeated
        measured = Measured(
            candidates=tuple(given), done=tuple(done), leaks=leaks, data_sources={}, solutions_at="tests/solutions",
            statement=statement_of,
        )  # fmt: skip
        return judged(measure(ASSIGNMENT, measured))

    return make


@pytest.fixture
def make_course_report(make_report: MakeReport) -> Callable[..., CourseReport]:
    """The same as the only assignment of a course."""

    def make(*args: object, **options: object) -> CourseReport:
        report = make_report(*args, **options)
        surviving, real = len(report.surviving), len(report.real)
        return CourseReport(
            course="Deep <b>Learning</b>", command="autograder verify", seeds=300, training_seeds=3000, environment=ENVIRONMENT,
            assignments=(report,), false_pass=Rate(events=surviving, runs=real, upper=upper_bound(surviving, real)),
            seconds=60.0,
        )  # fmt: skip

    return make
