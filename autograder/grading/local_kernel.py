"""Questions of a check answered from trusted names: a reference's, or a misconception's, in this process."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.sandbox import operations

__all__ = ["LocalKernel"]


class LocalKernel:
    """Answers as a student's kernel would whose notebook defined ``names`` (see :class:`autograder.grading.reply.Kernel`)."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._place = operations.Place(names)

    def request(
        self, content: dict[str, Any], buffers: list[bytes], what: str, *, training: bool = False
    ) -> tuple[dict[str, Any], list[Any]]:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            reply, data = operations.answer(self._place, content, buffers)
        return reply, list(data)
