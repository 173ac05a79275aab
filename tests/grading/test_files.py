"""What lies beside a notebook that was handed in, and how it names the submission."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.authoring.new_course import new_course
from autograder.course import Limits, load_course
from autograder.grading.batch import find_submissions, grade_class
from autograder.grading.files import digest_with, files_beside

LIMITS = Limits(file_mb=1, disk_mb=4)


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "anna" / "lab" / "lab.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    return path


def put(notebook: Path, name: str, content: bytes = b"x") -> None:
    path = notebook.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_the_students_files_are_found(notebook: Path) -> None:
    """At any depth; not nbgrader's own, other notebooks, hidden ones, nor what another student handed in."""
    for name in ("helpers.py", "data/deep/w.npz", "timestamp.txt", "old.ipynb", ".cache/x", ".x", "../../ben/lab/y", "../z"):
        put(notebook, name, name.encode())
    found = files_beside(notebook, LIMITS)
    assert found.content == {"helpers.py": b"helpers.py", "data/deep/w.npz": b"data/deep/w.npz"}
    assert found.left_out == ()


def test_links_and_pipes_are_not_followed(notebook: Path, tmp_path: Path) -> None:
    """Neither to a file nor to a folder outside; a pipe does not make the grader wait."""
    (tmp_path / "secret").write_text("hidden")
    (notebook.parent / "link").symlink_to(tmp_path / "secret")
    (notebook.parent / "folder").symlink_to(tmp_path)
    os.mkfifo(notebook.parent / "pipe")
    assert files_beside(notebook, LIMITS).content == {}


def test_what_is_too_large_is_named(notebook: Path) -> None:
    """The rest is taken, in the order of names."""
    for name in ("a", "b", "c"):
        put(notebook, name, bytes(2**20))
    put(notebook, "big", bytes(2**20 + 1))
    found = files_beside(notebook, LIMITS)
    assert (list(found.content), found.left_out) == (["a", "b"], ("big", "c"))


def test_no_more_than_an_archive_may_hold(notebook: Path) -> None:
    for number in range(502):
        put(notebook, f"{number:03}")
    found = files_beside(notebook, LIMITS)
    assert (len(found.content), found.left_out) == (500, ("500", "501"))


def test_a_name_that_is_no_text_is_passed_over(notebook: Path) -> None:
    with open(os.fsencode(notebook.parent) + b"/\xff", "wb"):
        pass
    put(notebook, "b")
    assert list(files_beside(notebook, LIMITS).content) == ["b"]


def test_the_student_is_told_what_the_notebook_ran_without(tmp_path: Path) -> None:
    """By name, with the sizes that are taken; what fits is there, and the points are as ever."""
    new_course(tmp_path / "course")
    course = load_course(tmp_path / "course")
    [assignment] = course.assignments
    solved = nbformat.read(course.source(assignment), as_version=4)
    solved.cells.append(new_code_cell("print(open('small.txt').read())", id="own"))
    handed_in = course.submitted(assignment, "anna")
    put(handed_in, handed_in.name, nbformat.writes(solved).encode())
    put(handed_in, "small.txt", b"it is here")
    put(handed_in, "<big>.bin")
    os.truncate(handed_in.with_name("<big>.bin"), 129 << 20)
    [grade] = grade_class(course, assignment, find_submissions(course, assignment), isolation="none")
    assert [finding.kind for finding in grade.findings] == ["file_left_out"]
    page = (course.results(assignment, "anna") / "feedback.html").read_text()
    assert "it is here" in page
    room = "there is room for 500 files, 128 MB for all files together and 128 MB for one."
    assert f"Your notebook ran without &lt;big&gt;.bin: {room}" in page
    assert all(question.score == question.max_score for question in grade.questions if not question.manual)


def test_a_notebook_alone_is_named_by_its_own_digest() -> None:
    """With files, by all of their names and contents, whatever their order."""
    alone = "ab" * 32
    assert digest_with(alone, {}) == alone
    kinds = [{"a": b"1", "b": b"2"}, {"a": b"2", "b": b"1"}, {"a": b"12"}, {"ab": b""}, {"a": b"b"}]
    digests = {digest_with(alone, kind) for kind in kinds}
    assert len(digests | {alone}) == 6
    assert digest_with(alone, {"b": b"2", "a": b"1"}) == digest_with(alone, kinds[0])
