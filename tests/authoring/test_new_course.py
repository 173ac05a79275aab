"""The template of a new course."""

from __future__ import annotations

import pytest

from autograder.authoring.new_course import TEMPLATE, new_course
from autograder.course import load_course
from autograder.errors import UsageError


def test_a_new_course_loads_and_is_complete(tmp_path):
    """The new folder loads as a course whose assignment has source, reference, misconceptions and checks."""
    made = new_course(tmp_path / "deep" / "vision-101")
    course = load_course(tmp_path / "deep" / "vision-101")
    assert (course.name, course.course_id) == ("vision 101", "vision_101")
    [assignment] = course.assignments
    assert course.source(assignment).is_file()
    assert (course.reference(assignment) / "reference.py").is_file()
    assert list((course.reference(assignment) / "misconceptions").glob("*.py"))
    assert list(course.checks(assignment).glob("test_*.py"))
    assert sorted(made) == sorted(p.relative_to(course.root) for p in course.root.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", ['The "deep" end', "Tiefes Lernen – Übung", "a\\b", "機械学習"])
def test_any_name_can_be_given(name, tmp_path):
    """Quotes, umlauts and other scripts in the name reach the course as they are."""
    new_course(tmp_path, name)
    assert load_course(tmp_path).name == name


def test_student_work_is_kept_out_of_the_repository(tmp_path):
    """The .gitignore names the folders that hold students' work, grades and the secret."""
    new_course(tmp_path)
    ignored = (tmp_path / ".gitignore").read_text().splitlines()
    assert {"/submitted/", "/autograded/", "/results/", "/.autograder/", "/gradebook.db"} <= set(ignored)


def test_a_folder_that_holds_something_is_refused(tmp_path):
    """Nothing is ever written over: a folder with a file in it, and a file, are refused and left as they were."""
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    for wrong in (tmp_path, mine):
        with pytest.raises(UsageError, match=str(wrong)):
            new_course(wrong)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_the_template_has_no_file_that_packaging_drops():
    """Package data leaves out names that begin with a dot; the template has none."""
    assert not [p for p in TEMPLATE.rglob("*") if p.name.startswith(".")]
