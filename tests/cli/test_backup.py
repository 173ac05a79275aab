"""`autograder backup` and `autograder restore` at the command line."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.course import load_course
from autograder.service.database import open_database
from autograder.service.submit import Upload, submit
from autograder.service.tables import Person

CONFIG = """
from autograder.course import Assignment, Course
course = Course(name="Deep Learning", course_id="dl", assignments=[Assignment(name="first")])
"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders of the same course; the first has a student's submission, the second is new."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "course_config.py").write_text(CONFIG)
    course = load_course(old)
    with contextlib.closing(open_database(course)) as database:
        with database.write() as db:
            db.add(Person(id="anna", role="student"))
        submit(database, course, Upload(student="anna", assignment="first", notebook=b"{}"))
    return old, new


def test_a_course_moves_to_a_new_folder(folders, tmp_path, capsys):
    """Backup and restore say what they wrote, as text and as JSON; the new course has the submission."""
    old, new = folders
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file), "--course", str(old)]) == 0
    assert "submissions: 1, results: 0, people: 1" in " ".join(capsys.readouterr().out.split())
    assert main(["restore", str(file), "--course", str(new), "--json", "-"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["members"]["tables/submission"]["rows"] == 1
    assert told["restored_to"] == str(new)
    with contextlib.closing(open_database(load_course(new))) as database, database.read() as db:
        assert db.get(Person, "anna") is not None


def test_nothing_is_replaced_without_force(folders, tmp_path, capsys):
    """A file that is there and a course that is not empty are refused with what is there; --force replaces them."""
    old, _ = folders
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file), "--course", str(old)]) == 0
    for command, named in (("backup", "already there"), ("restore", "4 rows in database")):
        capsys.readouterr()
        assert main([command, str(file), "--course", str(old)]) == 2
        shown = capsys.readouterr().err
        assert shown.count("\n") == 1
        assert named in shown
        assert "--force" in shown
    for command in ("backup", "restore"):
        assert main([command, str(file), "--course", str(old), "--force"]) == 0


@pytest.mark.parametrize("content", [None, b"", b"hello", b"PK\x03\x04"])
def test_what_is_no_backup_is_one_line_with_exit_code_2(folders, tmp_path, capsys, content):
    """A file that is missing, empty or something else is named in one line."""
    file = tmp_path / "backup.zip"
    if content is not None:
        file.write_bytes(content)
    assert main(["restore", str(file), "--course", str(folders[1])]) == 2
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert str(file) in shown
    assert not (folders[1] / ".autograder").exists()
