"""The grading process, as the server starts it: real submissions in real sandboxes."""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell
from sqlalchemy import select

from autograder.course import Course
from autograder.grade import Grade
from autograder.grading import keys
from autograder.grading.files import digest_with
from autograder.grading.receipt import Receipt, result_digest, signed
from autograder.service.alerts import CHANGED_SETTINGS, alert_once
from autograder.service.database import Database, open_database, read_content
from autograder.service.grader import NICE
from autograder.service.tables import Alert, Result, Submission, Worker
from tests.service.running import family, lives
from tests.service.tiny import (
    SOLVED,
    STUDENTS,
    UNTOUCHED,
    await_that,
    enrol,
    hand_in,
    notebook,
    phases,
    results,
    tiny_course,
)  # fmt: skip
from tests.service.zips import packed


@dataclass(frozen=True)
class Grading:
    """A running grader and its course, whose assignment is made for a GPU."""

    process: psutil.Popen
    course: Course
    database: Database

    def graded(self, *submissions: str) -> list[list[tuple[str, float]]]:
        """Results of the submissions, as soon as all are graded."""
        await_that(lambda: all(results(self.database, one) for one in submissions), "grading")
        return [results(self.database, one) for one in submissions]

    def result(self, submission: str) -> tuple[Result, Grade, Receipt, bytes]:
        """The published result, its grade, its receipt and its notebook after the run."""
        wanted = select(Result, Result.grade, Result.receipt).where(
            Result.submission_id == submission, Result.state == "published"
        )
        with self.database.read() as db:
            row, grade, receipt = db.execute(wanted.where(Result.submission_id == submission)).one()
            run = b"" if row.notebook is None else read_content(db, row.notebook)
        return row, msgspec.json.decode(grade, type=Grade), msgspec.json.decode(receipt, type=Receipt), run


@pytest.fixture(scope="module")
def grading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grading]:
    course = tiny_course(tmp_path_factory.mktemp("grader") / "course")
    config = course.root / "course_config.py"
    config.write_text(config.read_text().replace("Limits(cell", "Limits(gpu=0.5, cell"))
    database = open_database(course)
    enrol(database)
    alert_once(database, CHANGED_SETTINGS, "course_config.py has changed.")
    command = [sys.executable, "-m", "autograder.service.grader", "--course", str(course.root), "--slots", "2"]
    process = psutil.Popen(command, env={**os.environ, "CUDA_VISIBLE_DEVICES": ""})  # as on a machine without a GPU
    try:
        await_that(lambda: workers(database) == ["ready"] or process.poll() is not None, "the grader's start")
        yield Grading(process, course, database)
    finally:
        everyone = family(process)
        if process.poll() is None:
            process.kill()
            process.wait()
        database.close()
        await_that(lambda: not any(lives(one) for one in everyone), "the end of all processes")


def workers(database: Database) -> list[str]:
    with database.read() as db:
        return list(db.scalars(select(Worker.state)))


def test_a_grader_alone_does_not_take_new_settings_in(grading: Grading) -> None:
    """One that is started again after a crash knows them, but the web process does not: a restart of the server stays due."""
    with grading.database.read() as db:
        [seen] = db.scalars(select(Alert.seen_at).where(Alert.kind == CHANGED_SETTINGS))
    assert seen is None


def test_submissions_are_graded_with_phases_on_the_way(grading: Grading) -> None:
    """A class gets the right scores, once each, and whoever watches sees the notebook run."""
    course, database = grading.course, grading.database
    sent = [
        hand_in(database, course, student, notebook(course, solved=number % 2 == 0, seconds=1.0, mark=student))
        for number, student in enumerate(STUDENTS)
    ]
    await_that(lambda: "running" in phases(database), "the phase")
    assert grading.graded(*sent) == [[SOLVED], [UNTOUCHED]] * 2
    with database.read() as db:
        assert set(db.scalars(select(Submission.state))) == {"graded"}


def test_pages_stay_quick_because_grading_is_nice(grading: Grading) -> None:
    """Everything that grades has a lower priority than the web process."""
    expected = min(19, psutil.Process().nice() + NICE)
    assert {one.nice() for one in [grading.process, *family(grading.process)]} == {expected}


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="sessions are not weighed by this kernel")
def test_where_sessions_are_weighed_those_of_students_weigh_less(grading: Grading) -> None:
    """A kernel is a session of its own, in which its nice value alone would not hold it back."""
    found = nbformat.reads(notebook(grading.course, mark="weight"), as_version=4)
    found.cells.append(new_code_cell("print(open('/proc/self/autogroup').read())", id="weight"))
    sent = hand_in(grading.database, grading.course, "anna", nbformat.writes(found).encode())
    grading.graded(sent)
    *_, run = grading.result(sent)
    assert f"nice {min(19, psutil.Process().nice() + NICE)}".encode() in run


def test_the_receipt_is_genuine_and_of_this_result(grading: Grading) -> None:
    """The receipt is signed with the course's key and states the stored grade and the submitted bytes."""
    course, database = grading.course, grading.database
    sent = hand_in(database, course, "anna", notebook(course, mark="receipt"))
    assert grading.graded(sent) == [[SOLVED]]
    row, grade, receipt, _ = grading.result(sent)
    assert signed(receipt, keys.public_key(course))
    assert receipt.statement.result == result_digest(grade)
    with database.read() as db:
        assert receipt.statement.submission == db.get_one(Submission, sent).content == grade.submission_digest
    assert row.recorded in (True, False)


def test_the_notebook_finds_the_files_of_its_archive(grading: Grading) -> None:
    """A helper module and data lie where the notebook looks for them; the receipt is of both, and nothing stays."""
    course, database = grading.course, grading.database
    found = nbformat.reads(notebook(course), as_version=4)
    found.cells.append(new_code_cell("import helpers\nprint(helpers.told, open('data/w.txt').read())", id="files"))
    data = nbformat.writes(found).encode()
    archive = packed(("hw/first_loss.ipynb", data), ("hw/helpers.py", b"told = 'helped'"), ("hw/data/w.txt", b"and read"))
    sent = hand_in(database, course, "anna", data, archive)
    assert grading.graded(sent) == [[SOLVED]]
    _, grade, receipt, run = grading.result(sent)
    assert b"helped and read" in run
    files = {"helpers.py": b"told = 'helped'", "data/w.txt": b"and read"}
    assert receipt.statement.submission == digest_with(hashlib.sha256(data).hexdigest(), files) == grade.submission_digest
    await_that(lambda: list((course.private / "jobs").rglob("*.zip")) == [], "the end of the job's files")


def test_without_a_gpu_notebook_and_student_are_told(grading: Grading) -> None:
    """An assignment made for a GPU runs on the processor: notebook, student and receipt are told."""
    course, database = grading.course, grading.database
    found = nbformat.reads(notebook(course), as_version=4)
    found.cells.append(new_code_cell("import os\nprint('device:', os.environ['AUTOGRADER_DEVICE'])", id="device"))
    sent = hand_in(database, course, "anna", nbformat.writes(found).encode())
    grading.graded(sent)
    _, grade, receipt, run = grading.result(sent)
    assert b"device: cpu" in run
    [told] = [finding.message for finding in grade.findings if finding.kind == "no_gpu"]
    assert "graded on a machine without one" in told
    assert "NVIDIA" not in receipt.statement.circumstances.environment.device


def test_what_is_no_notebook_gets_a_reason_and_is_not_tried_again(grading: Grading) -> None:
    """A file that cannot be read is the student's, told in their words, with one result and no strike."""
    sent = hand_in(grading.database, grading.course, "ben", base64.b64encode(b"no notebook"))
    assert grading.graded(sent) == [[("unreadable", 0.0)]]
    _, grade, _, run = grading.result(sent)
    assert grade.message
    assert str(grading.course.root) not in grade.message
    assert run == b""


def test_a_mended_check_counts_without_a_restart(grading: Grading) -> None:
    """Wrong material is an alert to the instructor and no zero; once it is mended, the next submission is graded with it."""
    course, database = grading.course, grading.database
    check = next(course.checks(course.assignments[0]).glob("*.py"))
    text = check.read_text()
    check.write_text("import nothing_of_that_name\n")
    broken = hand_in(database, course, "clara", notebook(course, mark="broken"))
    await_that(lambda: state(database, broken) == "not_gradable", "the third strike")
    with database.read() as db:
        told = [alert.text for alert in db.scalars(select(Alert)) if alert.kind == "material"]
    assert len(told) == 1
    assert "nothing_of_that_name" in told[0]
    check.write_text(text + "\n# mended\n")
    mended = hand_in(database, course, "clara", notebook(course, mark="mended"))
    assert grading.graded(mended) == [[SOLVED]]
    assert results(database, broken) == []


def state(database: Database, submission: str) -> str:
    with database.read() as db:
        return db.get_one(Submission, submission).state


def test_sigterm_ends_it_in_order(grading: Grading) -> None:
    """Told to stop, it records what it has graded, ends with code 0, says that it is gone, and leaves nothing."""
    everyone = family(grading.process)
    grading.process.terminate()
    assert grading.process.wait(timeout=60) == 0
    assert workers(grading.database) == ["gone"]
    await_that(lambda: not any(lives(one) for one in everyone), "the end of all processes")
    assert list((grading.course.private / "jobs").glob("*/*")) == []
    with grading.database.read() as db:
        assert set(db.scalars(select(Result.recorded).where(Result.state == "published"))) == {True}
        assert "record_failed" not in db.scalars(select(Alert.kind)).all()
