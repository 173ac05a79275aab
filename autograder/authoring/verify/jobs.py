"""The pieces of work of a verification, each done by one trusted worker with one sandbox slot.

Cells that only show something run with the gradings of solutions, whose time counts, and with training. The rest goes without:
were one of them needed after all, the solutions would lose points in their further rounds, and the report would say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec

from autograder.authoring.verify.candidates import Candidate
from autograder.course import Assignment, Course
from autograder.grade import CheckResult, Grade
from autograder.grading.kernel import Isolation
from autograder.grading.material import Material
from autograder.grading.pipeline import grade_submission, measure_submission
from autograder.grading.plugin import SeedOf, seed_of

__all__ = ["BLOCK", "GradeJob", "Job", "Outcome", "RoundsJob", "first_jobs", "rounds_jobs", "work"]

BLOCK = 100
"""Rounds in one kernel; the next block starts a fresh one with another seed."""
_KEY = b"autograder verify"
"""Seeds come from this and not from the course's secret: a verification draws the same numbers everywhere."""


class GradeJob(msgspec.Struct, frozen=True, kw_only=True):
    """Grade a notebook as a student's submission."""

    candidate: Candidate
    second: bool = False
    """Once more, to compare the receipts."""


class RoundsJob(msgspec.Struct, frozen=True, kw_only=True):
    """Run a right notebook once and its checks for the seeds ``first`` … ``first + count - 1``."""

    candidate: Candidate
    first: int
    count: int
    training: bool
    """All checks, for one whole grading each; else the closed-form ones, and at the end the first seed's once more."""


Job = GradeJob | RoundsJob
Outcome = Grade | tuple[tuple[CheckResult, ...], ...]
"""A grade, or one tuple of results per round."""


def first_jobs(found: Sequence[Candidate]) -> list[GradeJob]:
    """Grade everything once; the solution, the release and a misconception twice."""
    jobs = [GradeJob(candidate=candidate) for candidate in found]
    twice = {candidate.role: candidate for candidate in reversed(found)}
    return jobs + [GradeJob(candidate=candidate, second=True) for candidate in twice.values()]


def rounds_jobs(solutions: Sequence[Candidate], *, seeds: int, training_seeds: int) -> list[RoundsJob]:
    """``seeds`` rounds of the closed-form checks for every solution, ``training_seeds`` whole runs spread over them.

    Either number is 0 where the assignment has no check of that kind.
    """
    closed = [
        RoundsJob(candidate=candidate, first=first, count=min(BLOCK, seeds - first), training=False)
        for candidate in solutions
        for first in range(0, seeds, BLOCK)
    ]
    trained = [
        RoundsJob(candidate=solutions[number % len(solutions)], first=number, count=1, training=True)
        for number in range(training_seeds)
    ]
    return closed + trained


def work(
    course: Course, assignment: Assignment, material: Material, isolation: Isolation, job: Job, slot: Path | None
) -> Outcome:
    """A worker's task: do ``job``."""
    if isinstance(job, GradeJob):
        graded = grade_submission(
            course,
            assignment,
            "verify",
            job.candidate.path,
            isolation=isolation,
            slot=slot,
            material=material,
            demonstrations=job.candidate.role == "solution",
            secret=_KEY,
        )
        return msgspec.structs.replace(graded.grade, pictures=())
    numbers = [*range(job.first, job.first + job.count)]
    kind = "training" if job.training else "closed"
    rounds = measure_submission(
        course,
        assignment,
        job.candidate.path,
        kernel_seed=seed_of(_KEY, "kernel", assignment.name, job.candidate.name, kind, str(job.first)) % 2**63,
        seeds=[_seeds(assignment.name, job.candidate.name, n) for n in (numbers if job.training else [*numbers, job.first])],
        training=None if job.training else False,
        isolation=isolation,
        slot=slot,
        material=material,
        demonstrations=job.training,
    )
    return tuple(tuple(run.result for run in each) for each in rounds)


def _seeds(assignment: str, solution: str, number: int) -> SeedOf:
    return partial(seed_of, _KEY, assignment, solution, str(number))
