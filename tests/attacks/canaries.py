"""Random words planted in everything students must not see, and the search for them in everything students do see."""

from __future__ import annotations

import base64
import codecs
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course import Course, load_course
from autograder.grade import CheckResult, Grade, QuestionResult
from autograder.gradebook.write import ensure_assignment, open_gradebook, record
from autograder.notebook.cells import grade_cells
from autograder.notebook.read import read_notebook

COURSE = Path(__file__).parent / "course"
VICTIM = "victim"
"""Another student of the course, graded before any attack."""
TOKEN_VARIABLE = "COURSE_TOKEN"  # noqa: S105  # a name
_PLACEHOLDER = re.compile(r"\{\{canary:([a-z-]+)\}\}")
_OTHER_CHARACTERS = re.compile(r"[^0-9A-Za-z]+")


def word() -> str:
    """A new canary. An attack may know the form (``canary`` and 24 hexadecimal digits), as it would know that of a test."""
    return f"canary{secrets.token_hex(12)}"


def plant(root: Path) -> tuple[Course, dict[str, str]]:
    """Copy the course to ``root`` with canaries in it and around it; the course and its canaries by place.

    The environment of this process (COURSE_TOKEN) and its home folder must be there already; they are planted as well.
    """
    shutil.copytree(COURSE, root, ignore=shutil.ignore_patterns("__pycache__", ".autograder"))
    found: dict[str, str] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        text = path.read_text(encoding="utf-8")
        path.write_text(_PLACEHOLDER.sub(lambda match: found.setdefault(match[1], word()), text), encoding="utf-8")
    course = load_course(root)
    found["secret"] = course.secret().hex()
    found["environment"] = os.environ[TOKEN_VARIABLE]
    found |= {name: word() for name in ("submission", "results", "gradebook", "home", "git")}
    _plant_victim(course, found)
    Path.home().joinpath(".netrc").write_text(f"machine grades.example password {found['home']}\n")
    _plant_history(root, found["git"])
    return course, found


def _plant_victim(course: Course, found: Mapping[str, str]) -> None:
    """Submission, results and gradebook entry of another student."""
    [assignment] = course.assignments
    source, _ = read_notebook(course.source(assignment), course.limits)
    submitted, results = course.submitted(assignment, VICTIM), course.results(assignment, VICTIM)
    submitted.parent.mkdir(parents=True)
    results.mkdir(parents=True)
    submitted.write_text(f'{{"cells": [], "metadata": {{"answer": "{found["submission"]}"}}}}')
    results.joinpath("feedback.html").write_text(f"<p>{found['results']}</p>")
    failed = CheckResult(
        check="test_lab::test_mean",
        title="The mean",
        question="mean_absolute",
        weight=1.0,
        status="failed",
        message=found["gradebook"],
    )
    questions = tuple(
        QuestionResult(
            grade_id=cell.grade_id, title=cell.title, score=0.0, max_score=cell.points, checks=(failed,) * (cell.kind == "auto")
        )
        for cell in grade_cells(source)
    )
    total = sum(question.max_score for question in questions)
    grade = Grade(student=VICTIM, assignment=assignment.name, status="graded", score=0.0, max_score=total, questions=questions)
    with open_gradebook(course) as gradebook:
        ensure_assignment(gradebook, course, assignment, source)
        record(gradebook, course, assignment, grade, source, None)


def _plant_history(root: Path, canary: str) -> None:
    """A git repository whose first commit holds a file that the second one deletes."""

    def git(*arguments: str) -> None:
        command = ["git", "-C", str(root), "-c", "user.name=author", "-c", "user.email=author@example.org", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "--quiet")
    root.joinpath("answers.txt").write_text(canary)
    git("add", "answers.txt")
    git("commit", "--quiet", "--no-gpg-sign", "-m", f"Add answers {canary}")
    git("rm", "--quiet", "answers.txt")
    git("commit", "--quiet", "--no-gpg-sign", "-m", "Remove answers")


def search(text: str, canaries: Mapping[str, str]) -> set[str]:
    """Places whose canary stands in ``text``: as it is, or turned into something by which one might get it past a filter."""
    plain = text.lower()
    dense = _OTHER_CHARACTERS.sub("", text)
    lower = dense.lower()
    return {
        place
        for place, canary in canaries.items()
        if any(form.lower() in plain or form.lower() in lower for form in _disguises(canary))
        or any(form in dense for form in _base64(canary))
    }


def _disguises(canary: str) -> Iterator[str]:
    yield canary
    yield canary[::-1]
    yield canary.encode().hex()
    yield codecs.encode(canary, "rot13")
    yield "".join(f"\\x{ord(c):02x}" for c in canary)
    yield ", ".join(str(ord(c)) for c in canary)
    yield base64.b32encode(canary.encode()).decode().rstrip("=")


def _base64(canary: str) -> Iterator[str]:
    """The letters and digits of the canary's base64 form for each of the three places at which it may begin."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + canary.encode()).decode()
        yield _OTHER_CHARACTERS.sub("", whole[4 if before else 0 : -4])
