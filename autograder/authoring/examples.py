"""Example submissions: a class of overlay files, handed in as if by students, in a copy of the course."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import msgspec
import nbformat

from autograder.course import CONFIG_NAME, Assignment, Course, load_course
from autograder.errors import AuthorError
from autograder.notebook.overlay import Overlay, apply_overlay, read_overlay
from autograder.notebook.read import read_notebook
from autograder.notebook.release import make_release

__all__ = ["Example", "copy_course", "hand_in", "read_examples"]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One example submission.

    Its overlay's header says: ``EXPECTED``, the automatic score of each grade cell (those left out are expected to get 0);
    if wanted ``STUDENT``, the id (default: the file's name); and ``FILE``, the exact text of a file that is no notebook.
    """

    student: str
    overlay: Overlay
    expected: dict[str, float]
    file: str | None


def read_examples(folder: Path) -> list[Example]:
    """The example submissions in ``folder``, sorted by student.

    Raises AuthorError for one that is wrong, or if there is none.
    """
    found = []
    for path in sorted(folder.glob("*.py")):
        overlay = read_overlay(path)
        header = overlay.header
        expected = header.get("EXPECTED")
        if not isinstance(expected, dict):
            raise AuthorError(f"{path}: it needs EXPECTED = {{grade_id: automatic score, …}}")
        found.append(
            Example(
                student=str(header.get("STUDENT", overlay.name)),
                overlay=overlay,
                expected={str(name): float(score) for name, score in expected.items()},
                file=header.get("FILE"),
            )
        )
    if not found:
        raise AuthorError(f"{folder}: no example submission (*.py) in it")
    return sorted(found, key=lambda example: example.student)


def copy_course(course: Course, target: Path) -> Course:
    """A copy of what an instructor writes, without students' work and grades, in ``target``, which is made anew.

    It finds its data where ``course`` does.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(course.root / CONFIG_NAME, target)
    for folder in ("source", "reference", "tests/hidden"):
        shutil.copytree(course.root / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return dataclasses.replace(load_course(target), data=course.data)


def hand_in(course: Course, assignment: Assignment, examples: list[Example]) -> None:
    """Write each example to ``submitted/<student>/<assignment>/<notebook>.ipynb`` of ``course``."""
    source, _ = read_notebook(course.source(assignment), course.limits_of(assignment))
    release = make_release(source)
    for example in examples:
        path = course.submitted(assignment, example.student)
        path.parent.mkdir(parents=True, exist_ok=True)
        if example.file is not None:
            path.write_text(example.file, encoding="utf-8")
        else:
            notebook = apply_overlay(source, release, example.overlay)
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
