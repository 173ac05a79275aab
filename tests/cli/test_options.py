"""Options and output that the commands share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.cli.options import check_json, chosen, output, write_json
from autograder.course import Assignment, Course
from autograder.errors import UsageError


def a_course(*names: str) -> Course:
    return Course(name="Course", course_id="c", assignments=[Assignment(name=name) for name in names])


def test_no_names_mean_every_assignment():
    """Without names all assignments of the course are taken, in its order."""
    assert [a.name for a in chosen(a_course("b", "a"), None)] == ["b", "a"]


def test_a_name_given_twice_counts_once():
    """Names choose assignments in the order given, each once."""
    assert [a.name for a in chosen(a_course("a", "b"), ["b", "a", "b"])] == ["b", "a"]


def test_an_unknown_name_is_refused_with_the_nearest():
    """A misspelt assignment is answered with the right name."""
    with pytest.raises(UsageError, match="conv_by_hand"):
        chosen(a_course("conv_by_hand"), ["conv_by_hnd"])


def test_a_course_without_assignments_is_named():
    """A course with nothing in it says so instead of doing nothing."""
    with pytest.raises(UsageError, match="no assignment"):
        chosen(a_course(), None)


def test_json_goes_to_the_file_as_a_whole(tmp_path):
    """The file holds the value, and no draft is left beside it."""
    path = tmp_path / "out.json"
    write_json(path, [{"student": "Jürg", "score": 1.5}])
    assert json.loads(path.read_text(encoding="utf-8")) == [{"student": "Jürg", "score": 1.5}]
    assert list(tmp_path.iterdir()) == [path]


def test_a_dash_is_standard_output_and_moves_the_table(capfdbinary):
    """With ``--json -`` standard output is the JSON alone; the table goes to standard error."""
    output(Path("-")).print("a table")
    write_json(Path("-"), [1])
    shown = capfdbinary.readouterr()
    assert json.loads(shown.out) == [1]
    assert b"a table" in shown.err


def test_without_json_the_table_goes_to_standard_output(capsys):
    """Without the option nothing but the table is written."""
    output(None).print("a table")
    write_json(None, [1])
    assert capsys.readouterr().out == "a table\n"


@pytest.mark.parametrize(("wrong", "mended"), [("missing/out.json", "mkdir -p .*missing"), (".", "name a file")])
def test_a_json_file_that_cannot_be_written_is_refused_first(wrong, mended, tmp_path):
    """A folder, or a file in a folder that is not there, is refused before work starts, with what mends it."""
    with pytest.raises(UsageError, match=f"--json .*{mended}"):
        check_json(tmp_path / wrong)
