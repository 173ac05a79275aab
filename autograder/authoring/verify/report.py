"""What `verify` found out, as small frozen values; every output (table, JSON, JUnit, HTML, Markdown) is made from these."""

from __future__ import annotations

from typing import Literal

import msgspec

from autograder.grading.receipt import Environment

__all__ = [
    "AssignmentReport", "CheckQuality", "CourseReport", "MisconceptionResult", "Rate", "SolutionResult", "State", "Verdict",
]  # fmt: skip

State = Literal["met", "open", "missed"]
"""open: nothing speaks against it, but there were too few runs to show it."""

Kind = Literal[
    "solution", "release", "leak", "misconception", "equivalent", "false_fail", "kills_alone", "seconds", "repeatable", "steady"
]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Events among runs, with the exact 95% upper bound of their rate."""

    events: int
    runs: int
    upper: float


class SolutionResult(msgspec.Struct, frozen=True, kw_only=True):
    """The solution, or an alternative correct one."""

    name: str
    title: str
    score: float
    """Points of the automatically graded cells."""
    max_score: float
    failed: tuple[str, ...]
    """Ids of checks that did not pass, with what they said."""


class MisconceptionResult(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception graded as a submission."""

    name: str
    title: str
    question: str
    """``grade_id`` whose points must suffer."""
    equivalent: bool
    """Declared so: no check can tell it from a right answer."""
    lost: float
    """Points lost at all automatically graded cells."""
    lost_at_question: float
    killed_by: tuple[str, ...]
    """Ids of the checks that fail it."""
    named: bool
    """Whether the student would have been told this very misconception."""


class CheckQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One hidden check as a classifier of submissions."""

    check: str
    title: str
    question: str
    training: bool
    false_fail: Rate
    kills: tuple[str, ...]
    """Misconceptions that it fails."""
    kills_alone: tuple[str, ...]
    """Those that no other check fails."""
    seconds_p50: float
    seconds_p95: float


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One target, and whether it is met."""

    kind: Kind
    subject: str
    """What it is about: a check, a misconception, a solution; empty for the whole assignment."""
    state: State
    message: str
    """In one line what was measured."""


class AssignmentReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything measured on one assignment."""

    assignment: str
    title: str
    data_sources: dict[str, str]
    """``real``, ``keras`` or ``stand-in``, by data set."""
    solutions: tuple[SolutionResult, ...]
    release_score: float
    leaks: tuple[str, ...]
    misconceptions: tuple[MisconceptionResult, ...]
    checks: tuple[CheckQuality, ...]
    false_fail: Rate
    """Runs of a right answer in which any check failed."""
    grading_p50: float
    """Seconds of one submission's grading."""
    grading_p95: float
    differing: tuple[str, ...]
    """Submissions whose second grading gave another receipt."""
    compared: tuple[str, ...]
    """Submissions that were graded twice."""
    unsteady: tuple[str, ...]
    """Checks that gave another verdict when they were asked the same again in the same kernel."""
    broken: tuple[str, ...]
    """Ids of checks that broke, with the submission."""
    notes: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = ()

    @property
    def real(self) -> tuple[MisconceptionResult, ...]:
        """The misconceptions that a check can tell from a right answer."""
        return tuple(one for one in self.misconceptions if not one.equivalent)

    @property
    def surviving(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.real if not one.killed_by)

    @property
    def named(self) -> int:
        return sum(one.named for one in self.real)

    @property
    def missed(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.state == "missed")


class CourseReport(msgspec.Struct, frozen=True, kw_only=True):
    """The reports of the verified assignments, and what is pooled over them."""

    course: str
    command: str
    """How to do it again."""
    seeds: int
    """Rounds of the closed-form checks per solution."""
    training_seeds: int
    """Runs of a notebook with checks that depend on training, over all solutions."""
    environment: Environment
    assignments: tuple[AssignmentReport, ...]
    false_pass: Rate
    """Surviving misconceptions among all that are not equivalent."""
    seconds: float

    @property
    def missed(self) -> tuple[tuple[str, Verdict], ...]:
        """(assignment, verdict) of every target that is missed."""
        return tuple((report.assignment, verdict) for report in self.assignments for verdict in report.missed)
