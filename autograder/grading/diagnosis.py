"""Name the misconception behind a wrong answer: run each known one on the inputs the check used and compare the outputs."""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grade import Diagnosis
from autograder.grading.reference import misconception_namespace
from autograder.grading.student import Call
from autograder.notebook.overlay import Overlay

_RTOL = 1e-5
"""Looser than a check's tolerance: the student's way of making the same mistake may round differently."""


class Diagnostician:
    """The misconceptions of one assignment, ready to be compared with a student's calls."""

    def __init__(self, folder: Path, misconceptions: Sequence[Overlay], reference: ModuleType) -> None:
        self._folder = folder
        self._misconceptions = misconceptions
        self._reference = vars(reference)
        self._namespaces: dict[str, dict[str, Any]] = {}

    def diagnose(self, question: str, calls: Sequence[Call]) -> Diagnosis | None:
        """The misconception that reproduces every observed output, at least one of which the reference would not give.

        Those written for ``question`` come before others, whose mistake may show through a function used here.
        """
        own_first = sorted(self._misconceptions, key=lambda m: (m.header.get("QUESTION") != question, m.name))
        for overlay in own_first:
            if calls and self._explains(overlay, calls):
                return Diagnosis(name=overlay.name, title=overlay.title, hint=str(overlay.header.get("HINT", "")))
        return None

    def _explains(self, overlay: Overlay, calls: Sequence[Call]) -> bool:
        namespace = self._namespace(overlay)
        differs = False
        for call in calls:
            if call.name not in namespace or call.name not in self._reference:
                return False
            wrong = _answer(namespace, call)
            if not _alike((call.result, call.error), wrong):
                return False
            # An exception alone says too little: many mistakes end in a ValueError.
            differs = differs or not (wrong[1] or _alike(wrong, _answer(self._reference, call)))
        return differs

    def _namespace(self, overlay: Overlay) -> dict[str, Any]:
        if overlay.name not in self._namespaces:
            self._namespaces[overlay.name] = misconception_namespace(self._folder, overlay)
        return self._namespaces[overlay.name]


def _answer(namespace: Mapping[str, Any], call: Call) -> tuple[Any, str]:
    """(result, exception class name) of the call in ``namespace``."""
    if call.args is None:
        return namespace[call.name], ""
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            return namespace[call.name](*copy.deepcopy(call.args), **copy.deepcopy(dict(call.kwargs))), ""
    except Exception as problem:  # a mistaken function may fail in any way; that too can be what the student saw
        return None, type(problem).__name__


def _alike(one: tuple[Any, str], other: tuple[Any, str]) -> bool:
    return one[1] == other[1] and _equal(one[0], other[0])


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[k], other[k]) for k in one)
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return bool(type(one) is type(other) and one == other)
    try:
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind == "O" or b.dtype.kind == "O":
            raise ValueError
    except ValueError:  # rows of different lengths: compare item by item
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
