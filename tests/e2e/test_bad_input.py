"""Bad input gets one clear line and exit code 2, never a traceback, and never stops the rest of the class."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograder.authoring.examples import Example, hand_in
from autograder.authoring.new_course import new_course
from autograder.course import load_course
from autograder.notebook.overlay import read_overlay


def a_notebook(**changes) -> str:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    return json.dumps({**notebook, **changes})


def with_output_of(size: int) -> str:
    output = nbformat.v4.new_output("stream", text="x" * size)
    return a_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[output])])


BAD = {
    "not-json": lambda: "print('hello')",
    "empty": lambda: "",
    "json-but-no-notebook": lambda: '{"answer": 42}',
    "nbformat-3": lambda: json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}),
    "100-mb-of-output": lambda: with_output_of(100_000_000),
    "5000-cells": lambda: a_notebook(cells=[nbformat.v4.new_code_cell("1") for _ in range(5000)]),
}
ODD_NAME = "Jürg Müller-Çelik ß 李"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad input")
    new_course(folder)
    return load_course(folder)


@pytest.fixture(scope="module")
def the_class(course, autograder, tmp_path_factory):
    """A class of bad files and one right answer, graded: the finished process, the grades by student, the paths."""
    [assignment] = course.assignments
    right = tmp_path_factory.mktemp("class") / "right.py"
    right.write_text('"""Right."""\n')
    hand_in(course, assignment, [Example(student=ODD_NAME, overlay=read_overlay(right), expected={}, file=None)])
    paths = {}
    for name, text in BAD.items():
        paths[name] = course.submitted(assignment, name)
        paths[name].parent.mkdir(parents=True)
        paths[name].write_text(text())
    out = course.root / "grades.json"
    done = autograder("grade", "--course", course.root, "--json", out)
    return done, {grade["student"]: grade for grade in json.loads(out.read_text(encoding="utf-8"))}, paths


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_line_with_its_path(name, the_class):
    """Each bad notebook is named with its path in exactly one line, and gets 0 points with the status unreadable."""
    done, grades, paths = the_class
    lines = [line for line in done.stderr.splitlines() if f"/{name}/" in line]
    assert len(lines) == 1
    assert paths[name].name in lines[0]
    assert (grades[name]["status"], grades[name]["score"]) == ("unreadable", 0)


def test_the_rest_of_the_class_is_graded(course, the_class):
    """The right answer of a student whose name has umlauts, spaces and other scripts gets full automatic points."""
    done, grades, _ = the_class
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    progress = f"{course.assignments[0].title}: "  # a line where it takes longer than a minute
    assert len([line for line in done.stderr.splitlines() if not line.startswith(progress)]) == len(BAD)
    assert grades[ODD_NAME]["questions"][0]["score"] == 3


@pytest.mark.parametrize("name", BAD)
def test_a_single_bad_file_is_one_line_too(name, course, the_class, refused):
    """`--notebook` with a bad file ends with exit code 2 and one line that names the path as it was given."""
    path = the_class[2][name]
    line = refused("grade", "first_loss", "--notebook", path, "--student", "me", "--course", course.root)
    assert str(path) in line


@pytest.mark.parametrize("student", ["../x", "..", "a/b", "a\\b", "", ".hidden", "a\nb"])
def test_a_student_id_that_leads_elsewhere_is_refused(student, course, the_class, refused):
    """An id with ../ or the like is refused in one line, and no file is made anywhere."""
    path = course.submitted(course.assignments[0], ODD_NAME)
    before = set(course.root.parent.rglob("*"))
    for arguments in (("--notebook", path), ()):
        line = refused("grade", "first_loss", "--student", student, *arguments, "--course", course.root)
        assert "student id" in line
    assert set(course.root.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("grade", "frist_loss"), "first_loss"),
        (("grade", "--student", "nobody"), "nobody"),
        (("grade", "first_loss", "--student", "me", "--notebook", "nowhere.ipynb"), "nowhere.ipynb"),
        (("grade", "first_loss", "--student", "me", "--notebook", "."), ".: "),
        (("grade", "first_loss", "--notebook", "nowhere.ipynb"), "--student"),
        (("grade", "--json", "nowhere/grades.json"), "nowhere/grades.json"),
        (("grade", "--isolation", "some"), "--isolation"),
        (("generate", "frist_loss"), "first_loss"),
    ],
)
def test_a_wrong_name_is_one_line(arguments, named, course, refused):
    """A wrong assignment, student, path or option value ends with exit code 2 and one line that names it."""
    assert named in refused(*arguments, "--course", course.root)


def test_a_wrong_setting_is_one_line(tmp_path, refused):
    """A misspelt setting is named with its value, the file, the line and the right name."""
    new_course(tmp_path)
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text().replace("cell_seconds=30", "cel_seconds=30"))
    line = refused("generate", "--course", tmp_path)
    for part in (f"{config}:", "cel_seconds=30", "'cell_seconds'"):
        assert part in line


def test_a_folder_without_a_course_is_one_line(tmp_path, refused):
    """Outside of a course the command says so."""
    assert "course_config.py" in refused("grade", "--course", tmp_path)
