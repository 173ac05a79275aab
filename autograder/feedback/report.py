"""The words of a grade: what every format says about points, questions, failures and findings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.grade import CheckResult, Diagnosis, FindingKind, Grade, QuestionResult

State = Literal["full", "part", "none", "waiting", "open"]

STATE_WORDS: dict[State, str] = {
    "full": "Full points",
    "part": "Partly",
    "none": "Not yet",
    "waiting": "Waits for a person",
    "open": "Still open",
}

FINDING_WORDS: dict[FindingKind, str] = {
    "missing_cell": "Missing cell",
    "duplicate_cell": "Cell stands twice",
    "retyped_cell": "Cell type changed",
    "reordered_cells": "Cells in another order",
    "locked_cell_changed": "Given cell restored",
    "empty_answer": "No answer yet",
    "unknown_cell": "Unknown cell",
    "stopped": "Stopped at a limit",
    "kernel_died": "Python stopped working",
    "output_cut": "Output shortened",
    "cell_error": "Error in a cell",
    "no_gpu": "Graded without a GPU",
    "file_left_out": "File left out",
}

CHECK_BROKE = "This check itself broke, which is not your fault. Its points are still open, and your teacher has been told."
WAITS = "A person reads and grades this answer."


@dataclass(frozen=True, slots=True)
class Failure:
    """Failed checks of one question that have the same message, told once."""

    titles: tuple[str, ...]
    message: str
    hints: tuple[str, ...]


def points(value: float) -> str:
    """``value`` with at most two decimals: "7", "7.5", "6.67".

    Raises:
        ValueError: it is no finite number, which no grade may hold.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no number of points")
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")  # + 0.0 makes -0.0 a plain 0


def count(number: float, noun: str) -> str:
    """ "1 point", "2.5 points"."""
    return f"{points(number)} {noun}" if number == 1 else f"{points(number)} {noun}s"


def waits(grade: Grade, question: QuestionResult) -> bool:
    """Whether a person has still to grade the question; once the grade is final, its score is that person's."""
    return question.manual and grade.status != "graded"


def open_points(grade: Grade, question: QuestionResult) -> float:
    """Points that are neither given nor lost: of a question a person grades, and of checks that broke."""
    if waits(grade, question):
        return question.max_score
    total = math.fsum(check.weight for check in question.checks)
    broken = math.fsum(check.weight for check in question.checks if check.status == "error")
    return question.max_score * broken / total if broken else 0.0


def state(grade: Grade, question: QuestionResult) -> State:
    if waits(grade, question):
        return "waiting"
    if any(check.status == "error" for check in question.checks):
        return "open"
    if question.score > question.max_score - 1e-9:
        return "full"
    return "part" if question.score > 0 else "none"


def failures(question: QuestionResult) -> tuple[Failure, ...]:
    """The failed checks, those with one and the same message together; a recognised misconception is told apart."""
    groups: dict[tuple[str, str], list[CheckResult]] = {}
    for check in question.checks:
        if check.status == "failed":
            key = ("message", check.message) if check.message else ("check", check.check)
            groups.setdefault(key, []).append(check)
    return tuple(
        Failure(_unique([check.title for check in group]), group[0].message, _unique([check.hint for check in group]))
        for group in groups.values()
    )


def diagnoses(question: QuestionResult) -> tuple[Diagnosis, ...]:
    """The recognised misconceptions of a question, each once, in the order of its checks."""
    found = {check.diagnosis.name: check.diagnosis for check in question.checks if check.status == "failed" and check.diagnosis}
    return tuple(found.values())


def verdict(grade: Grade) -> str:
    """What the grade means, in one or two sentences; empty where points say it all.

    The message of a broken check or machine is not repeated: it is for the instructor and may quote hidden material.
    """
    waiting = math.fsum(question.max_score for question in grade.questions if waits(grade, question))
    broken = math.fsum(open_points(grade, question) for question in grade.questions if not waits(grade, question))
    if grade.status == "infrastructure":
        return (
            "Your notebook could not be graded yet. That is our machine's fault and costs you nothing; it will be tried again."
        )
    if grade.status == "unreadable":
        return f"Your notebook could not be read: {grade.message}" if grade.message else "Your notebook could not be read."
    told = []
    if grade.status == "check_error":
        still = f": {count(broken, 'point')} {'is' if broken == 1 else 'are'} still open" if broken else ""
        told.append(f"A check broke, which is not your fault{still}. Your teacher has been told.")
    if waiting:
        told.append(f"{count(waiting, 'point')} {'waits' if waiting == 1 else 'wait'} for a person who reads your answers.")
    return " ".join(told)


def _unique(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
