"""The course's material for a process that runs for weeks: read once, and again when a file of it has changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import CONFIG_NAME, Assignment, Course
from autograder.grading.kernel import Isolation
from autograder.grading.material import Material, load_material
from autograder.grading.receipt import Circumstances, circumstances, material_digest

__all__ = ["Materials", "Ready", "Stamp"]

Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, inode, size and time of change of every file."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """An assignment's material and what its receipts say of it.

    Attributes:
        digest: :func:`autograder.grading.receipt.material_digest` of ``around``.
        stamp: of the files it was read from.
    """

    assignment: Assignment
    material: Material
    around: Circumstances
    digest: str
    stamp: Stamp


class Materials:
    """The material of all assignments of ``course``; safe to use from several threads.

    The settings are those of the start: a changed ``course_config.py`` needs a restart, for warm kernels depend on it.
    """

    def __init__(self, course: Course, isolation: Isolation = "sandbox") -> None:
        """``isolation``: of the gradings whose receipts tell of it."""
        self.course = course
        self._isolated = isolation == "sandbox"
        self._ready: dict[str, Ready] = {}
        self._refused: dict[str, Stamp] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> Ready:
        """The assignment's material as it lies in the course folder now.

        Raises:
            UsageError: the course has no such assignment.
            AuthorError: the source notebook is wrong.
            ConfigError: a data file is.
        """
        assignment = self.course.assignment(name)
        with self._lock:
            known = self._ready.get(name)
            stamp = self.stamp(assignment)
            if known is None or known.stamp != stamp:
                self._refused[name] = stamp
                material = load_material(self.course, assignment)
                around = circumstances(self.course, assignment, isolated=self._isolated)
                known = Ready(
                    assignment=assignment, material=material, around=around, digest=material_digest(around), stamp=stamp
                )
                self._ready[name] = known
            self._refused.pop(name, None)
            return known

    def refused(self) -> frozenset[str]:
        """Assignments that could not be read when they were last asked for, and whose files are still the same."""
        with self._lock:
            refused = list(self._refused.items())
        return frozenset(name for name, stamp in refused if self.stamp(self.course.assignment(name)) == stamp)

    def stamp(self, assignment: Assignment) -> Stamp:
        """What changes when a file of the assignment does."""
        folders = (self.course.checks(assignment), self.course.reference(assignment))
        paths = [self.course.source(assignment)]
        paths += [path for folder in folders for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts]
        return _stamp(paths)

    def settings(self) -> Stamp:
        """What changes when ``course_config.py`` does."""
        return _stamp([self.course.root / CONFIG_NAME])


def _stamp(paths: Sequence[Path]) -> Stamp:
    """Costs one look at each file's status."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # removed at this moment, or a link to nowhere: reading it will say so
            continue
        if path.is_file():
            found.append((str(path), status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)
