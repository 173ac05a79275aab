"""A grading process for the attacks: plants canaries, keeps one slot, grades each attack and then a right submission.

:func:`main` reads names of attacks on standard input, one per line. It writes ``hello.json`` (the canaries) and one
:class:`Outcome` per attack below ``folder``/outcomes, and on standard output the name of what it has written.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import nbformat

from autograder.course import Course
from autograder.errors import UsageError
from autograder.feedback.gradescope import results_json
from autograder.feedback.html import render_html
from autograder.grade import Grade
from autograder.grading.files import Files
from autograder.grading.kernel import Isolation
from autograder.grading.material import Material, load_material
from autograder.grading.pipeline import grade_submission
from autograder.grading.submissions import check_student
from autograder.grading.workers import Failure, run_all
from autograder.sandbox.slot import SlotPool
from tests.attacks import attack, canaries, residue

SECONDS = 120.0
PRELOAD = ("autograder.grading.batch", "tests.attacks.grader")
NEXT = "next_student"


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker makes of one submission."""

    grade: Grade
    notebook: str | None
    html: str
    problems: tuple[str, ...]
    worker: int
    """Process number."""


def grade_one(
    course: Course, student: str, path: Path, files: Files, material: Material, isolation: Isolation, slot: Path | None
) -> Finished:
    """A worker's task: grade one submission and render its feedback, as for a class."""
    [lab] = course.assignments
    graded = grade_submission(course, lab, student, path, files=files, isolation=isolation, slot=slot, material=material)
    return Finished(
        grade=graded.grade,
        notebook=None if graded.notebook is None else nbformat.writes(graded.notebook),
        html=render_html(graded.grade, graded.notebook, course.name, lab.title),
        problems=graded.problems,
        worker=os.getpid(),
    )


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one attack: what its student gets to see, what it left behind, and how the next submission fared."""

    grade: Grade | None
    """None: the student's id was refused."""
    shown: dict[str, str] = {}
    """Executed notebook, feedback page, results and messages, as text."""
    problems: list[str] = []
    left_over: dict[str, list[str]] = {}
    next: list[str] = []
    """How the right submission that followed differs from the one before all attacks."""


class Range:
    """The planted course, its slot, and the result of a right submission before any attack."""

    def __init__(self, folder: Path, course: Course, isolation: Isolation, slot: Path | None) -> None:
        self.folder, self.course, self.isolation, self.slot = folder, course, isolation, slot
        [lab] = course.assignments
        self.material = load_material(course, lab)
        self.right = course.submitted(lab, NEXT)
        self.right.parent.mkdir(parents=True)
        self.right.write_text(attack.right_submission(), encoding="utf-8")
        self.workers: set[int] = set()
        self.usual = self.grade(NEXT, self.right)

    def grade(self, student: str, path: Path, files: Mapping[str, str] = MappingProxyType({})) -> Finished | Failure:
        """Grade one submission in a worker, as a class is graded; Failure: not graded after all tries."""
        answers: list[Any] = []
        content = {name: text.encode() for name, text in files.items()}
        run_all(
            grade_one,
            [(self.course, student, path, Files(content), self.material, self.isolation)],
            slots=[self.slot],
            preload=PRELOAD,
            seconds=SECONDS,
            on_done=lambda _, answer: answers.append(answer),
        )
        [answer] = answers
        if isinstance(answer, Finished):
            self.workers.add(answer.worker)
        assert isinstance(answer, (Finished, Failure))
        return answer

    def attack(self, name: str) -> Outcome:
        header, overlay = attack.read(attack.FOLDER / f"{name}.py")
        try:
            check_student(header.student)
        except UsageError as problem:
            return Outcome(grade=None, shown={"message": str(problem)})
        path = self.course.root / "submitted" / header.student / "lab" / f"{name.replace('/', '-')}.ipynb"
        attack.write_submission(path, self.course.root, header, overlay)
        before = self.snapshot()
        done = self.grade(header.student, path, header.files)
        left = residue.left_over(before, self.snapshot)
        after = differences(self.usual, self.grade(NEXT, self.right)) if self.isolation == "sandbox" else []
        reason = done.reason if isinstance(done, Failure) else unstorable(done)
        if isinstance(done, Failure) or reason:
            return Outcome(grade=None, problems=[f"no result: {reason}"], left_over=left, next=after)
        return Outcome(grade=done.grade, shown=shown(done), problems=list(done.problems), left_over=left, next=after)

    def snapshot(self) -> residue.Residue:
        return residue.snapshot(self.slot.parents[1] if self.slot else None, self.workers)


def unstorable(done: Finished) -> str:
    """Why the main process could not write this result to files, if it could not."""
    try:
        msgspec.json.encode(done.grade)
        json.dumps(results_json(done.grade), ensure_ascii=False).encode()
        done.html.encode()
        (done.notebook or "").encode()
    except ValueError as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""


def shown(done: Finished) -> dict[str, str]:
    """Everything of a result that reaches its student."""
    found = {
        "feedback": done.html,
        "results": json.dumps(results_json(done.grade), ensure_ascii=False),
        "grade": msgspec.json.encode(msgspec.structs.replace(done.grade, pictures=())).decode(),
        "pictures": "".join(picture.png.decode("latin-1") for picture in done.grade.pictures),
    }
    if done.notebook:
        found |= {"notebook": done.notebook, "images": "".join(_images(json.loads(done.notebook)))}
    return found


def _images(notebook: Any) -> Iterator[str]:
    """Bytes of the pictures among the outputs, one character each."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            for kind, data in output.get("data", {}).items():
                if kind.startswith("image/") and isinstance(data, str):
                    with contextlib.suppress(ValueError):
                        yield base64.b64decode(data).decode("latin-1")


def differences(usual: Finished | Failure, other: Finished | Failure) -> list[str]:
    """In what two results of the same submission differ besides times."""
    if isinstance(usual, Failure) or isinstance(other, Failure):
        return [f"not graded: {one.reason}" for one in (usual, other) if isinstance(one, Failure)]
    found = []
    one, two = (msgspec.json.decode(msgspec.json.encode(done.grade)) for done in (usual, other))
    for key in one:
        if _timeless(one[key]) != _timeless(two[key]) and key != "seconds":
            found.append(f"{key}: {json.dumps(two[key])[:1500]} instead of {json.dumps(one[key])[:1500]}")
    cells = [json.loads(done.notebook or '{"cells": []}')["cells"] for done in (usual, other)]
    for number, (first, second) in enumerate(zip(*cells, strict=True), 1):
        if first.get("outputs") != second.get("outputs"):
            found.append(f"outputs of cell {number}: {second['outputs']} instead of {first['outputs']}")
    return found


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(item) for key, item in value.items() if key != "seconds"}
    return [_timeless(item) for item in value] if isinstance(value, list) else value


@contextlib.contextmanager
def _slot(course: Course, isolation: Isolation) -> Iterator[Path | None]:
    if isolation == "none":
        yield None
        return
    with SlotPool(1, preload=course.preload, environ=course.environ(), hidden=[course.root]) as pool:
        yield pool.sockets[0]


def main(folder: Path, isolation: Isolation) -> None:
    """Run until standard input ends. Call it by ``python -c``: workers would import a main module again."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever is printed besides answers is for the log
    course, found = canaries.plant(folder / "course")
    (folder / "outcomes").mkdir()
    with _slot(course, isolation) as slot:
        shooting = Range(folder, course, isolation, slot)
        (folder / "hello.json").write_bytes(msgspec.json.encode({"canaries": found}))
        print("hello", file=answers, flush=True)
        for line in sys.stdin:
            outcome = shooting.attack(line.strip())
            (folder / "outcomes" / f"{line.strip().replace('/', '-')}.json").write_bytes(msgspec.json.encode(outcome))
            print(line.strip(), file=answers, flush=True)
