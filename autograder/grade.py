"""The result of grading one submission, as small frozen values.

Every room speaks these types: grading makes them, gradebook and feedback read them. They hold nothing hidden: no expected
value, no check source, no reference output. Text that came from the student is plain text here and is escaped where shown.
"""

from __future__ import annotations

from typing import Literal

import msgspec

CheckStatus = Literal["passed", "failed", "error"]
"""``error`` means the check itself broke (author or machine), never the student."""

GradeStatus = Literal["graded", "needs_manual", "check_error", "unreadable", "infrastructure"]
"""graded: final. needs_manual: automatic part final, a person grades the rest. check_error: a hidden check broke; its points
are open. unreadable: the notebook could not be read (the student's fault, 0 points). infrastructure: not graded, try again."""

FindingKind = Literal[
    "missing_cell",
    "duplicate_cell",
    "retyped_cell",
    "reordered_cells",
    "locked_cell_changed",
    "empty_answer",
    "unknown_cell",
    "stopped",
    "kernel_died",
    "output_cut",
    "cell_error",
    "no_gpu",
    "file_left_out",
]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception that reproduces what the student's code returned."""

    name: str
    """File name of the misconception without ``.py``."""
    title: str
    """Its first docstring line, e.g. "True convolution: the kernel is flipped before it slides"."""
    hint: str
    """One next step, in the student's words."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A figure for the feedback page; drawn from visible examples only."""

    title: str
    alt: str
    """What the figure shows, for a screen reader."""
    png: bytes


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome of one hidden check."""

    check: str
    """``<file stem>::<function>``, unique within the assignment."""
    title: str
    """First docstring line of the check: the property it asks for."""
    question: str
    """``grade_id`` of the grade cell it belongs to."""
    weight: float
    status: CheckStatus
    message: str = ""
    """Why it failed, in the student's words; empty when passed."""
    hint: str = ""
    """The check's own hint, shown when it failed."""
    diagnosis: Diagnosis | None = None
    seconds: float = 0.0
    training: bool = False
    """Its outcome depends on random training, so that a right answer may fail by chance; how often is measured."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something intake or the run noticed that the student should know."""

    kind: FindingKind
    cell: str
    """``grade_id``, or ``cell 7`` (1-based position among all cells) for a cell without one; empty for the whole notebook."""
    message: str


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one grade cell."""

    grade_id: str
    title: str
    """Heading above the cell in the source notebook, else the ``grade_id``."""
    score: float
    max_score: float
    manual: bool = False
    """True: a person grades this cell; ``score`` is 0 until then."""
    checks: tuple[CheckResult, ...] = ()


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's result. ``score`` is the sum of the questions' scores, in points."""

    student: str
    assignment: str
    status: GradeStatus
    score: float
    max_score: float
    questions: tuple[QuestionResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    pictures: tuple[Picture, ...] = ()
    message: str = ""
    """For status unreadable, infrastructure and check_error: what happened, in one line."""
    submission_digest: str = ""
    """Of the submitted notebook and the files beside it: :func:`autograder.grading.files.digest_with`."""
    seconds: float = 0.0
    """Wall time of the whole grading."""
