"""Name the misconception behind a wrong answer: run each known one on the inputs the check used and compare the outputs."""

from __future__ import annotations

import symtable
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grade import Diagnosis
from autograder.grading.reach import reachable
from autograder.grading.reference import misconception_namespace
from autograder.grading.replay import Answer, Replay, seen
from autograder.grading.reply import NO_GRADIENT
from autograder.grading.student import Call
from autograder.notebook.overlay import Overlay

_RTOL = 1e-5
"""Looser than a check's tolerance: the student's way of making the same mistake may round differently."""

_BY_NAME = {"value", "call", "call_and_keep", "grad", "model.build"}
"""Operations that a namespace without the name has no answer to."""


class Diagnostician:
    """The misconceptions of one assignment, ready to be compared with a student's calls."""

    def __init__(self, folder: Path, misconceptions: Sequence[Overlay], reference: ModuleType) -> None:
        self._folder = folder
        self._misconceptions = misconceptions
        self._reference = vars(reference)
        self._namespaces: dict[str, dict[str, Any]] = {}
        self._assigned: dict[str, set[str]] = {}

    def diagnose(self, question: str, calls: Sequence[Call]) -> Diagnosis | None:
        """The misconception that reproduces every observed output, at least one of which the reference would not give.

        Those written for ``question`` come before others, whose mistake may show through a function used here.
        """
        if any(call.op in _BY_NAME and call.name not in self._reference for call in calls):
            return None
        own_first = sorted(self._misconceptions, key=lambda m: (m.header.get("QUESTION") != question, m.name))
        reference = Replay(self._reference)
        right = [reference.answer(call) for call in calls]
        asked = reachable(self._reference, {name for call in calls for name in _names_in(call)})
        for overlay in own_first:
            if not asked & self._assigned_by(overlay):  # it answers as the reference does
                continue
            if self._explains(overlay, calls, right):
                return Diagnosis(name=overlay.name, title=overlay.title, hint=str(overlay.header.get("HINT", "")))
        return None

    def _explains(self, overlay: Overlay, calls: Sequence[Call], right: Sequence[Answer | None]) -> bool:
        replay = Replay(self._namespace(overlay), self._assigned_by(overlay))
        differs = False
        for call, expected in zip(calls, right, strict=True):
            wrong = replay.answer(call)
            if wrong is None:  # it depends on chance
                continue
            if not _alike(seen(call), wrong):
                return False
            # An exception alone says too little: many mistakes end in a ValueError. A gradient that does not flow says more.
            telling = wrong[1] in ("", NO_GRADIENT)
            differs = differs or (telling and expected is not None and not _alike(wrong, expected))
        return differs

    def _assigned_by(self, overlay: Overlay) -> set[str]:
        if overlay.name not in self._assigned:
            self._assigned[overlay.name] = _assigned(overlay)
        return self._assigned[overlay.name]

    def _namespace(self, overlay: Overlay) -> dict[str, Any]:
        if overlay.name not in self._namespaces:
            self._namespaces[overlay.name] = misconception_namespace(self._folder, overlay)
        return self._namespaces[overlay.name]


def _names_in(call: Call) -> Iterator[str]:
    """The function or value asked for, and a loss of the notebook named in settings."""
    yield call.name
    loss = call.kwargs.get("loss")
    if isinstance(loss, str):
        yield loss.removeprefix("student:")
    for value in call.args or ():
        if isinstance(value, dict) and isinstance(value.get("loss"), str):
            yield value["loss"].removeprefix("student:")


def _assigned(overlay: Overlay) -> set[str]:
    """Global names that the misconception's own code assigns; models that the reference made before are not its work."""
    table = symtable.symtable("\n".join(overlay.codes.values()), overlay.name, "exec")
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}


def _alike(one: Answer, other: Answer) -> bool:
    return one[1] == other[1] and _equal(one[0], other[0])


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[k], other[k]) for k in one)
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return bool(type(one) is type(other) and one == other)
    try:
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind in "OU" or b.dtype.kind in "OU":
            raise ValueError
    except ValueError:  # rows of different lengths, or other things than numbers: compare item by item
        return (
            isinstance(one, (list, tuple))
            and isinstance(other, (list, tuple))
            and len(one) == len(other)
            and all(map(_equal, one, other))
        )
    if a.shape != b.shape or a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return False
    scale = float(np.max(np.abs(b[np.isfinite(b)]), initial=0.0)) if b.size else 0.0
    return bool(np.allclose(a, b, rtol=_RTOL, atol=_RTOL * scale, equal_nan=True))
