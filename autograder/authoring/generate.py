"""From an assignment's source notebook to its release: written, compared, or refused with every problem found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, NamedTuple

from autograder.authoring.colab import with_badge
from autograder.course import Assignment, Course
from autograder.notebook.cells import Problem
from autograder.notebook.lint import lint
from autograder.notebook.read import read_notebook
from autograder.notebook.release import make_release, to_bytes

__all__ = ["Generated", "generate"]


class Generated(NamedTuple):
    """What became of one assignment's release."""

    assignment: str
    source: Path
    release: Path
    status: Literal["written", "unchanged", "stale", "refused"]
    """stale: the file is missing or differs, and was only to be compared. refused: the source has ``problems``."""
    problems: tuple[Problem, ...] = ()


def generate(course: Course, assignment: Assignment, *, compare_only: bool = False) -> Generated:
    """Make the release of ``assignment``; with ``compare_only`` say whether the file is what this would write.

    The same source gives the same bytes, and a file that already holds them is left alone.

    Raises:
        SubmissionError: the source notebook cannot be read.
    """
    source, release = course.source(assignment), course.release(assignment)
    notebook, _ = read_notebook(source, course.limits_of(assignment))
    if problems := lint(notebook):
        return Generated(assignment.name, source, release, "refused", tuple(problems))
    made = to_bytes(with_badge(make_release(notebook), course, assignment))
    if release.is_file() and release.read_bytes() == made:
        return Generated(assignment.name, source, release, "unchanged")
    if compare_only:
        return Generated(assignment.name, source, release, "stale")
    release.parent.mkdir(parents=True, exist_ok=True)
    draft = release.with_name(f".{release.name}.{os.getpid()}")
    draft.write_bytes(made)
    draft.replace(release)
    return Generated(assignment.name, source, release, "written")
