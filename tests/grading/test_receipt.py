"""A receipt states the same for the same grading, something else for anything else, and no secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder.authoring.generate import generate
from autograder.authoring.new_course import new_course
from autograder.course import Course, load_course
from autograder.errors import UsageError
from autograder.grade import CheckResult, Grade, QuestionResult
from autograder.grading import keys
from autograder.grading.receipt import (
    RECEIPT_FILE,
    Receipt,
    circumstances,
    make_receipt,
    material_of,
    read_receipt,
    result_digest,
    signed,
    statement,
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    new_course(tmp_path / "course")
    loaded = load_course(tmp_path / "course")
    generate(loaded, loaded.assignments[0])
    return loaded


def a_grade(check_status: str = "passed", **changes: object) -> Grade:
    fields = {"check": "test_a::test_b", "title": "B", "question": "q", "weight": 1.0, "status": check_status, "seconds": 0.1}
    question = QuestionResult(
        grade_id="q", title="Q", score=1.0, max_score=2.0, checks=(msgspec.convert(fields, type=CheckResult),)
    )
    grade = Grade(
        student="anna", assignment="first_loss", status="graded", score=1.0, max_score=2.0, questions=(question,), seconds=1.0
    )
    return msgspec.structs.replace(grade, **changes)


def a_receipt(course: Course) -> Receipt:
    around = circumstances(course, course.assignments[0])
    return make_receipt(course, statement(course, a_grade(), "ab" * 32, around))


def test_a_receipt_is_read_as_it_was_written_and_signed(course: Course, tmp_path: Path) -> None:
    receipt = a_receipt(course)
    path = tmp_path / RECEIPT_FILE
    path.write_bytes(msgspec.json.format(msgspec.json.encode(receipt), indent=1))
    assert read_receipt(path) == receipt
    assert signed(read_receipt(path), keys.public_key(course))


@pytest.mark.parametrize(
    "change",
    [
        lambda r: msgspec.structs.replace(r, created="2020-01-01T00:00:00+00:00"),
        lambda r: msgspec.structs.replace(r, statement=msgspec.structs.replace(r.statement, score=2.0)),
        lambda r: msgspec.structs.replace(r, statement=msgspec.structs.replace(r.statement, student="ben")),
        lambda r: msgspec.structs.replace(r, signature=r.signature[:-8] + "AAAAAA=="),
    ],
    ids=["time", "score", "student", "signature"],
)
def test_no_part_of_a_receipt_can_be_changed(course: Course, change: Callable[[Receipt], Receipt]) -> None:
    assert not signed(change(a_receipt(course)), keys.public_key(course))


def test_the_result_is_scores_and_outcomes_and_nothing_that_varies() -> None:
    same = a_grade(seconds=7.0, message="another text", pictures=())
    assert result_digest(same) == result_digest(a_grade())
    assert result_digest(a_grade("failed")) != result_digest(a_grade())
    assert result_digest(a_grade(score=2.0)) != result_digest(a_grade())
    assert result_digest(a_grade(status="needs_manual")) != result_digest(a_grade())


def test_the_material_is_named_by_its_content_not_by_its_place(course: Course, tmp_path: Path) -> None:
    [assignment] = course.assignments
    before = material_of(course, assignment)
    course.root.rename(tmp_path / "elsewhere")
    moved = load_course(tmp_path / "elsewhere")
    assert material_of(moved, moved.assignments[0]) == before
    for part, path in (
        ("source", moved.source(assignment)),
        ("checks", moved.checks(assignment) / "test_first_loss.py"),
        ("reference", moved.reference(assignment) / "misconceptions" / "sum_not_mean.py"),
    ):
        path.write_text(path.read_text() + "\n")
        now = material_of(moved, moved.assignments[0])
        assert {name for name in before.__struct_fields__ if getattr(now, name) != getattr(before, name)} == {part}
        before = now


def test_a_receipt_names_secret_and_key_without_revealing_them(course: Course) -> None:
    text = msgspec.json.encode(a_receipt(course)).decode()
    assert course.secret().hex() not in text
    private = (course.private / "receipt_key").read_text()
    assert not [line for line in private.splitlines() if line in text]
    other = circumstances(course, course.assignments[0])
    (course.private / "secret").unlink()
    assert circumstances(course, course.assignments[0]).seeds != other.seeds


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"statement": 3}', "\udcff"])
def test_a_file_that_is_no_receipt_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / RECEIPT_FILE
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match="not a receipt") as refused:
        read_receipt(path)
    assert "\n" not in str(refused.value)
    with pytest.raises(UsageError, match="cannot be read"):
        read_receipt(tmp_path / "missing.json")
