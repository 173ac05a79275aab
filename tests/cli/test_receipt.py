"""`autograder receipt check`: genuine receipts pass, false ones are named, offline and with as much at hand as there is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder.authoring.examples import Example, hand_in
from autograder.authoring.generate import generate
from autograder.authoring.new_course import new_course
from autograder.cli.main import main
from autograder.course import Course, load_course
from autograder.grading import keys
from autograder.grading.batch import find_submissions, grade_class
from autograder.grading.receipt import read_receipt
from autograder.notebook.overlay import Overlay
from tests.service.zips import packed

BLANK = Overlay(name="anna", title="", header={}, sections=(), path=Path("anna.py"))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with two graded submissions."""
    root = tmp_path_factory.mktemp("receipts") / "course"
    new_course(root)
    course = load_course(root)
    [assignment] = course.assignments
    generate(course, assignment)
    hand_in(course, assignment, [Example(student=name, overlay=BLANK, expected={}, file=None) for name in ("anna", "ben")])
    grade_class(course, assignment, find_submissions(course, assignment), isolation="none")
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    return load_course(shutil.copytree(graded.root, tmp_path / "course"))


def receipt_of(course: Course, student: str = "anna") -> Path:
    return course.results(course.assignments[0], student) / "receipt.json"


Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Check:
    """``check(*arguments)`` in a folder that is no course: exit code, standard output, standard error."""
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.chdir(away)

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["receipt", "check", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_two_gradings_of_one_submission_give_equal_receipts_apart_from_the_time(course: Course) -> None:
    first = read_receipt(receipt_of(course))
    [assignment] = course.assignments
    grade_class(course, assignment, find_submissions(course, assignment, ["anna"]), isolation="none", force=True)
    assert read_receipt(receipt_of(course)).statement == first.statement
    assert read_receipt(receipt_of(course, "ben")).statement != first.statement


def test_a_genuine_receipt_is_told_with_all_at_hand(course: Course, check: Check) -> None:
    code, out, err = check(receipt_of(course), receipt_of(course, "ben"), "--course", course.root)
    assert (code, err) == (0, "")
    assert "genuine: anna, first_loss, 3 of 4 points" in out
    assert "genuine: ben" in out


def test_the_public_key_alone_is_enough(course: Course, check: Check, tmp_path: Path) -> None:
    """A student holds the receipt and the public key, no course."""
    for path in (receipt_of(course), course.private / "receipt_key.pub"):
        shutil.copy(path, tmp_path)
    shutil.rmtree(course.root)
    code, out, _ = check(tmp_path / "receipt.json", "--key", tmp_path / "receipt_key.pub")
    assert (code, "genuine" in out) == (0, True)


def changed(path: Path, change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]  # parsed JSON
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def false_line(told: tuple[int, str, str], words: str) -> None:
    code, out, err = told
    assert (code, out) == (1, "")
    [line] = err.splitlines()
    assert "false" in line
    assert words in line


def test_a_changed_receipt_is_false(course: Course, check: Check) -> None:
    changed(receipt_of(course), lambda data: data["statement"].update(score=99.0))
    false_line(check(receipt_of(course), "--course", course.root), "signature")


def test_a_receipt_of_another_course_is_false(course: Course, check: Check, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(course.root, other)
    (other / ".autograder" / "receipt_key").unlink()
    (other / ".autograder" / "receipt_key.pub").unlink()
    loaded = load_course(other)
    [assignment] = loaded.assignments
    grade_class(loaded, assignment, find_submissions(loaded, assignment, ["anna"]), isolation="none", force=True)
    false_line(check(receipt_of(loaded), "--course", course.root), "key")


def test_a_receipt_beside_anothers_grade_is_false(course: Course, check: Check) -> None:
    shutil.copy(receipt_of(course, "ben"), receipt_of(course))
    false_line(check(receipt_of(course), "--course", course.root), "not of anna")


def test_a_changed_grade_does_not_agree(course: Course, check: Check) -> None:
    grade = receipt_of(course).with_name("grade.json")
    changed(grade, lambda data: data["grade"]["questions"][0].update(score=1.0))
    false_line(check(receipt_of(course), "--course", course.root), "another result")


def test_a_changed_submission_does_not_agree(course: Course, check: Check) -> None:
    path = course.submitted(course.assignments[0], "anna")
    path.write_text(path.read_text() + "\n")
    false_line(check(receipt_of(course), "--course", course.root), "not of this submission")


def test_files_beside_the_notebook_belong_to_the_submission(course: Course, check: Check, tmp_path: Path) -> None:
    """They are found in the course or come in the archive that was handed in; a changed or missing one does not agree."""
    [assignment] = course.assignments
    notebook = course.submitted(assignment, "anna")
    helper = notebook.with_name("helpers.py")
    helper.write_text("a = 1")
    grade_class(course, assignment, find_submissions(course, assignment, ["anna"]), isolation="none")
    archive = tmp_path / "work.zip"
    archive.write_bytes(packed((notebook.name, notebook.read_bytes()), ("helpers.py", b"a = 1")))
    receipt, place = receipt_of(course), ("--course", course.root)
    assert check(receipt, *place)[0] == 0
    assert check(receipt, *place, "--submission", archive)[0] == 0
    assert check(receipt, "--key", course.private / keys.PUBLIC_FILE, "--submission", archive)[0] == 0
    code, _, err = check(receipt, *place, "--submission", notebook)
    assert (code, "not of this submission" in err) == (1, True)
    helper.write_text("a = 2")
    assert check(receipt, *place)[0] == 1
    archive.write_bytes(b"PK\x03\x04")
    code, _, err = check(receipt, *place, "--submission", archive)
    assert (code, "damaged" in err) == (2, True)


def test_changed_checks_do_not_agree(course: Course, check: Check) -> None:
    path = course.checks(course.assignments[0]) / "test_first_loss.py"
    path.write_text(path.read_text() + "\n")
    false_line(check(receipt_of(course), "--course", course.root), "other hidden checks")


def test_an_unreadable_receipt_is_told_and_the_others_are_checked(course: Course, check: Check, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    code, out, err = check(tmp_path / "broken.json", receipt_of(course), "--course", course.root)
    assert code == 2
    assert "genuine: anna" in out
    assert "broken.json: not a receipt" in err


def test_without_course_and_key_nothing_can_be_said(course: Course, check: Check) -> None:
    code, _, err = check(receipt_of(course))
    assert code == 2
    assert "--key" in err


def test_json_tells_the_same(course: Course, check: Check) -> None:
    changed(receipt_of(course, "ben"), lambda data: data.update(created="2020-01-01T00:00:00+00:00"))
    code, out, _ = check(receipt_of(course), receipt_of(course, "ben"), "--course", course.root, "--json", "-")
    assert code == 1
    anna, ben = json.loads(out)
    assert (anna["genuine"], anna["problems"]) == (True, [])
    assert anna["receipt"] == msgspec.to_builtins(read_receipt(receipt_of(course)))
    assert (ben["genuine"], len(ben["problems"])) == (False, 1)
