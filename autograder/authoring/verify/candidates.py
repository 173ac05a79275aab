"""The notebooks that `verify` grades: the solution, other right ones, the release, and every misconception."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import nbformat

from autograder.course import Assignment, Course
from autograder.errors import AuthorError
from autograder.grading.material import Material
from autograder.notebook.overlay import Overlay, apply_overlay, read_overlay

__all__ = ["Candidate", "Role", "candidates", "solutions_folder"]

Role = Literal["solution", "release", "misconception"]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook of known quality."""

    role: Role
    name: str
    title: str
    path: Path
    question: str = ""
    """For a misconception: the ``grade_id`` whose points must suffer."""
    equivalent: bool = False


def solutions_folder(course: Course, assignment: Assignment) -> Path:
    """Folder of the alternative correct solutions, one overlay file each; it may not exist."""
    return course.root / "tests" / "submissions" / assignment.name / "solutions"


def candidates(course: Course, assignment: Assignment, material: Material, folder: Path) -> list[Candidate]:
    """Write every notebook of known quality below ``folder``, which must lie outside of the course.

    Raises AuthorError for an overlay that is wrong, or a misconception that names no automatically graded cell.
    """
    source = course.source(assignment)
    solution = Overlay(name="solution", title="", header={}, sections=(), path=source)
    release = Overlay(name="release", title="", header={"BASE": "release"}, sections=(), path=source)
    others = [read_overlay(path) for path in sorted(solutions_folder(course, assignment).glob("*.py"))]
    wrong = [read_overlay(path) for path in sorted((course.reference(assignment) / "misconceptions").glob("*.py"))]
    roles: list[tuple[Role, Overlay]] = [("solution", solution), ("release", release)]
    roles += [("solution", overlay) for overlay in others] + [("misconception", overlay) for overlay in wrong]
    questions = {cell.grade_id for cell in material.cells if cell.kind == "auto"}
    found = []
    for number, (role, overlay) in enumerate(roles):
        path = folder / f"{number}" / f"{assignment.notebook}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(apply_overlay(material.source, material.release, overlay)), encoding="utf-8")
        question = str(overlay.header.get("QUESTION", ""))
        if role == "misconception" and question not in questions:
            raise AuthorError(f"{overlay.path}: QUESTION = {question!r} is no automatically graded cell")
        equivalent = bool(overlay.header.get("EQUIVALENT", False))
        title = overlay.title.rstrip(".")
        found.append(Candidate(role=role, name=overlay.name, title=title, path=path, question=question, equivalent=equivalent))
    return found
