"""Verify assignments: grade every notebook of known quality, repeat the right ones over many seeds, and report."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from autograder.authoring.generate import generate
from autograder.authoring.verify.candidates import candidates, solutions_folder
from autograder.authoring.verify.jobs import BLOCK, Job, Outcome, first_jobs, rounds_jobs, work
from autograder.authoring.verify.measure import Measured, measure
from autograder.authoring.verify.report import AssignmentReport, CourseReport
from autograder.authoring.verify.targets import judged
from autograder.authoring.verify.update import pooled
from autograder.course import Assignment, Course
from autograder.errors import InfrastructureError
from autograder.grade import Grade
from autograder.grading.kernel import Isolation
from autograder.grading.material import Material, load_material
from autograder.grading.pipeline import ROUND_SECONDS
from autograder.grading.preload import preload_of
from autograder.grading.receipt import Environment, circumstances, statement
from autograder.grading.run import MAX_RESTARTS
from autograder.grading.slots import slots_of
from autograder.grading.workers import Failure, run_all

__all__ = ["Options", "Progress", "verify", "verify_assignment"]

Progress = Callable[[str, int, int], None]
"""Told of (assignment's title, pieces done, pieces in all) after every piece of work; pieces may be added on the way."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How thoroughly to verify."""

    seeds: int = 300
    """Rounds of the closed-form checks, for each solution."""
    training_seeds: int = 300
    """Runs of the notebook where checks depend on training, over all solutions."""
    jobs: int = 1
    isolation: Isolation = "sandbox"


def verify(
    course: Course,
    assignments: Sequence[Assignment],
    options: Options,
    on_progress: Progress = lambda title, done, total: None,
    *,
    command: str = "autograder verify",
) -> CourseReport:
    """Verify ``assignments``; raises as :func:`verify_assignment`."""
    started = time.monotonic()
    reports = tuple(verify_assignment(course, assignment, options, on_progress) for assignment in assignments)
    return CourseReport(
        course=course.name,
        command=command,
        seeds=options.seeds,
        training_seeds=options.training_seeds,
        environment=environment(course, assignments[0], options),
        assignments=reports,
        false_pass=pooled(reports),
        seconds=time.monotonic() - started,
    )


def environment(course: Course, assignment: Assignment, options: Options) -> Environment:
    """The programs and the machine that verify here and now."""
    return circumstances(course, assignment, isolated=options.isolation == "sandbox").environment


def verify_assignment(
    course: Course,
    assignment: Assignment,
    options: Options,
    on_progress: Progress = lambda title, done, total: None,
) -> AssignmentReport:
    """Measure one assignment's checks.

    Raises:
        AuthorError: its material is wrong, so that nothing can be graded.
        SubmissionError: its source notebook cannot be read.
        InfrastructureError: the machine failed.
    """
    material = load_material(course, assignment)
    made = generate(course, assignment, compare_only=True)
    leaks = [str(problem) for problem in made.problems]
    if made.status == "stale":
        leaks.append("the release is not what `autograder generate` makes of the source")
    with tempfile.TemporaryDirectory(prefix="autograder-verify-") as folder:
        found = candidates(course, assignment, material, Path(folder))
        right = [candidate for candidate in found if candidate.role == "solution"]
        bench = _Bench(course, assignment, material, options, on_progress)
        with slots_of(course, assignment, options.jobs, options.isolation) as slots:
            first = bench.run(first_jobs(found), slots, later=len(right))
            closed, trained = _kinds(first)
            then = rounds_jobs(
                right, seeds=options.seeds if closed else 0, training_seeds=options.training_seeds if trained else 0
            )
            rounds = bench.run(then, slots)
    around = circumstances(course, assignment, isolated=options.isolation == "sandbox")
    measured = Measured(
        candidates=tuple(found),
        done=tuple(zip((*first_jobs(found), *then), (*first, *rounds), strict=True)),
        leaks=tuple(leaks),
        data_sources=around.data_sources,
        solutions_at=solutions_folder(course, assignment).relative_to(course.root).as_posix(),
        statement=lambda grade: statement(course, grade, grade.submission_digest, around),
    )
    return judged(measure(assignment, measured))


def _kinds(outcomes: Sequence[Outcome]) -> tuple[bool, bool]:
    """Whether there are closed-form checks, and checks that depend on training."""
    grades = [outcome for outcome in outcomes if isinstance(outcome, Grade)]
    kinds = {check.training for grade in grades for question in grade.questions for check in question.checks}
    return False in kinds, True in kinds


class _Bench:
    """Runs jobs on the sandbox slots and counts them."""

    def __init__(
        self, course: Course, assignment: Assignment, material: Material, options: Options, on_progress: Progress
    ) -> None:
        self._course, self._assignment, self._material = course, assignment, material
        self._options, self._on_progress = options, on_progress
        self._done = 0

    def run(self, jobs: Sequence[Job], slots: Sequence[Path | None], *, later: int = 0) -> list[Outcome]:
        """The outcomes of ``jobs``, in their order; ``later`` jobs are already known to follow."""
        outcomes: dict[int, Outcome] = {}
        total = self._done + len(jobs) + later
        course, assignment = self._course, self._assignment

        def keep(index: int, answer: Outcome | Failure) -> None:
            if isinstance(answer, Failure):
                raise InfrastructureError(f"{jobs[index].candidate.name} of {assignment.name}: {answer.reason}")
            outcomes[index] = answer
            self._done += 1
            self._on_progress(assignment.title, self._done, total)

        run_all(
            work,
            [(course, assignment, self._material, self._options.isolation, job) for job in jobs],
            slots=slots,
            preload=preload_of(course, [assignment]),
            seconds=course.limits_of(assignment).notebook_seconds * (2 + MAX_RESTARTS) + BLOCK * ROUND_SECONDS,
            on_done=keep,
        )
        return [outcomes[index] for index in range(len(jobs))]
