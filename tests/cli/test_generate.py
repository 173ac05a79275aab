"""`autograder generate` on the template course."""

from __future__ import annotations

import json

import pytest

from autograder.authoring.new_course import new_course
from autograder.cli.main import main
from autograder.course import load_course


@pytest.fixture
def course(tmp_path):
    new_course(tmp_path)
    return load_course(tmp_path)


def replace_in_source(course, old: str, new: str) -> None:
    path = course.source(course.assignments[0])
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_release_is_written_once(course, capsys):
    """The first run writes the release without its solution, the second finds it up to date, byte for byte."""
    release = course.release(course.assignments[0])
    assert main(["generate", "--course", str(course.root)]) == 0
    assert " written " in capsys.readouterr().out
    first = release.read_bytes()
    assert b"YOUR CODE HERE" in first
    assert b"error**2" not in first
    assert main(["generate", "--course", str(course.root)]) == 0
    assert " up to date " in capsys.readouterr().out
    assert release.read_bytes() == first


def test_check_says_whether_the_release_is_current(course):
    """With --check: 0 for what generate would write, 1 for a missing or changed release, and nothing is written."""
    release = course.release(course.assignments[0])
    check = ["generate", "--check", "--course", str(course.root)]
    assert main(check) == 1
    assert not release.exists()
    assert main(["generate", "--course", str(course.root)]) == 0
    assert main(check) == 0
    changed = release.read_text(encoding="utf-8") + "\n"
    release.write_text(changed, encoding="utf-8")
    assert main(check) == 1
    assert release.read_text(encoding="utf-8") == changed


def test_every_problem_is_told_with_cell_and_line(course, capsys):
    """A source with two faults is refused with both, each with its cell, and no release is written."""
    replace_in_source(course, "### END SOLUTION", "### END SOLUTOIN")
    replace_in_source(course, '"points": 1,', "")
    assert main(["generate", "--course", str(course.root)]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert all(line.startswith("source/first_loss/first_loss.ipynb: cell ") for line in shown)
    assert any("cell mean_squared_error, line " in line for line in shown)
    assert any("cell why_squared" in line for line in shown)
    assert not course.release(course.assignments[0]).exists()


def test_json_tells_the_same_to_a_script(course, capsys):
    """The JSON holds status and problems of each assignment, and standard output nothing else."""
    replace_in_source(course, "### END SOLUTION", "### END SOLUTOIN")
    assert main(["generate", "first_loss", "--json", "-", "--course", str(course.root)]) == 2
    [told] = json.loads(capsys.readouterr().out)
    assert (told["assignment"], told["status"]) == ("first_loss", "refused")
    assert {"cell", "line", "message"} == set(told["problems"][0])


def test_a_missing_source_is_named(course, capsys):
    """An assignment whose notebook is not there ends in one line with its path."""
    source = course.source(course.assignments[0])
    source.unlink()
    assert main(["generate", "--course", str(course.root)]) == 2
    shown = capsys.readouterr().err
    assert str(source) in shown
    assert shown.count("\n") == 1
