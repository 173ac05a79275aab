"""The kill matrix: which check fails which misconception, and which of them no other check fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Kills", "kill_matrix"]


@dataclass(frozen=True)
class Kills:
    """One check's row of the matrix: names of misconceptions."""

    all: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    """Those that would survive without this check."""


def kill_matrix(failing: Mapping[str, Sequence[str]]) -> dict[str, Kills]:
    """Rows by check id, from the ids of the checks that each misconception fails; a check that fails none has no row."""
    checks = dict.fromkeys(check for found in failing.values() for check in found)
    return {
        check: Kills(
            all=tuple(name for name, found in failing.items() if check in found),
            alone=tuple(name for name, found in failing.items() if set(found) == {check}),
        )
        for check in checks
    }
