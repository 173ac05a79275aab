"""Example submissions as overlay files."""

from __future__ import annotations

import nbformat
import pytest

from autograder.authoring.examples import copy_course, hand_in, read_examples
from autograder.authoring.new_course import new_course
from autograder.course import CONFIG_NAME, load_course
from autograder.errors import AuthorError
from autograder.notebook.cells import named_cells

RIGHT = '"""Right."""\nEXPECTED = {"mean_squared_error": 3}\n'
WRONG = (
    '"""Wrong."""\nSTUDENT = "Zoë Müller"\nEXPECTED = {"mean_squared_error": 0}\n'
    "# %% mean_squared_error\ndef mean_squared_error(predicted, wanted):\n    return 0\n"
)
NO_NOTEBOOK = '"""Not a notebook."""\nEXPECTED = {}\nFILE = "hello"\n'


@pytest.fixture
def course(tmp_path):
    new_course(tmp_path / "course")
    return load_course(tmp_path / "course")


def test_a_class_is_handed_in_as_its_files_say(course, tmp_path):
    """A file without sections hands in the solution, one with a section that answer, one with FILE its text."""
    folder = tmp_path / "class"
    folder.mkdir()
    for name, text in (("anna", RIGHT), ("zoe", WRONG), ("max", NO_NOTEBOOK)):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    [assignment] = course.assignments
    examples = read_examples(folder)
    hand_in(course, assignment, examples)
    assert [(e.student, e.expected) for e in examples] == [
        ("Zoë Müller", {"mean_squared_error": 0}),
        ("anna", {"mean_squared_error": 3}),
        ("max", {}),
    ]
    answers = {
        student: named_cells(nbformat.read(course.submitted(assignment, student), as_version=4))["mean_squared_error"].source
        for student in ("anna", "Zoë Müller")
    }
    assert "np.mean(error**2)" in answers["anna"]
    assert "SOLUTION" not in answers["anna"]
    assert "return 0" in answers["Zoë Müller"]
    assert course.submitted(assignment, "max").read_text() == "hello"


@pytest.mark.parametrize("text", ['"""No score."""\n', '"""No table."""\nEXPECTED = 3\n'])
def test_an_example_without_expected_scores_is_refused(text, tmp_path):
    """Every example says what it deserves; one that does not is named."""
    (tmp_path / "anna.py").write_text(text)
    with pytest.raises(AuthorError, match=r"anna\.py.*EXPECTED"):
        read_examples(tmp_path)


def test_a_folder_without_examples_is_refused(tmp_path):
    """An empty class is an error, not a success."""
    with pytest.raises(AuthorError, match="no example"):
        read_examples(tmp_path)


def test_a_copied_course_finds_its_data_where_the_original_does(course, tmp_path):
    """Places given relative to the original do not move with the copy."""
    config = course.root / CONFIG_NAME
    config.write_text(config.read_text().rstrip().removesuffix(")") + "    data=['data'],\n)\n")
    assert copy_course(load_course(course.root), tmp_path / "copy").data == (course.root / "data",)


def test_a_copied_course_leaves_students_behind(course, tmp_path):
    """The copy has sources, reference and checks, and neither submissions nor grades nor what stood there before."""
    mine = course.submitted(course.assignments[0], "anna")
    mine.parent.mkdir(parents=True)
    mine.write_text("{}")
    target = tmp_path / "copy"
    target.mkdir()
    (target / "old.txt").touch()
    copied = copy_course(course, target)
    assert copied.root == target
    assert sorted(p.name for p in target.iterdir()) == ["course_config.py", "reference", "source", "tests"]
    assert copied.source(copied.assignments[0]).read_bytes() == course.source(course.assignments[0]).read_bytes()
