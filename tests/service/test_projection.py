"""Published results reach submitted/, the gradebook, autograded/ and results/: in order, again after a crash, in the end."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from autograder.course import Course
from autograder.grade import CheckResult, Grade, QuestionResult
from autograder.gradebook.write import open_gradebook, read_scores
from autograder.grading import keys, store
from autograder.grading.batch import find_submissions, grade_class
from autograder.grading.files import digest_with
from autograder.grading.receipt import make_receipt, statement
from autograder.grading.receipt_check import problems_of
from autograder.service import projection as projecting
from autograder.service.database import Database, open_database
from autograder.service.material import Materials
from autograder.service.projection import Projection, ProjectionThread
from autograder.service.queue import Leased, finish, lease
from autograder.service.regrade import publish, start_regrade
from autograder.service.tables import Alert, Result
from autograder.service.upload import files_of
from tests.service.tiny import ASSIGNMENT, await_that, enrol, hand_in, notebook, tiny_course
from tests.service.work import outcome
from tests.service.zips import packed


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """It waits for a locked gradebook for a moment only."""
    return tiny_course(tmp_path / "course", settings='database="sqlite:///gradebook.db?timeout=0.1",')


@pytest.fixture
def database(course: Course) -> Iterator[Database]:
    made = open_database(course)
    enrol(made)
    yield made
    made.close()


@pytest.fixture
def materials(course: Course) -> Materials:
    return Materials(course)


@pytest.fixture
def projection(database: Database, materials: Materials) -> Projection:
    return Projection(database, materials)


def graded(
    database: Database, materials: Materials, student: str, data: bytes, points: float, problems: str = "", **files: bytes
) -> str:
    """Hand in, with files in an archive, and store a result in which the first question has ``points``; the submission's id."""
    archive = packed(("a.ipynb", data), *files.items()) if files else None
    submission = hand_in(database, materials.course, student, data, archive)
    held = lease(database, "me")
    assert held is not None
    assert held.submission == submission
    settle(database, materials, held, points, problems)
    return submission


def settle(database: Database, materials: Materials, held: Leased, points: float, problems: str = "") -> None:
    ready = materials.of(ASSIGNMENT)
    files = files_of(held.archive, materials.course, materials.course.assignment(ASSIGNMENT))
    digest = digest_with(hashlib.sha256(held.data).hexdigest(), files.content)
    first, *others = ready.material.cells
    check = CheckResult(check="test_q::test_a", title="A", question=first.grade_id, weight=1.0, status="passed")
    questions = [QuestionResult(grade_id=first.grade_id, title="Q", score=points, max_score=first.points, checks=(check,))]
    questions += [
        QuestionResult(grade_id=c.grade_id, title=c.title, score=0.0, max_score=c.points, manual=c.kind == "manual")
        for c in others
    ]
    grade = Grade(
        student=held.student, assignment=ASSIGNMENT, status="needs_manual", score=points,
        max_score=sum(c.points for c in ready.material.cells), questions=tuple(questions), submission_digest=digest,
    )  # fmt: skip
    receipt = make_receipt(materials.course, statement(materials.course, grade, digest, ready.around))
    found = outcome(
        points, status=grade.status, max_score=grade.max_score, grade=msgspec.json.encode(grade), notebook=held.data,
        receipt=msgspec.json.encode(receipt).decode(), material=ready.digest, problems=problems, feedback=b"<p>feedback</p>",
    )  # fmt: skip
    assert finish(database, held, found)


def recorded(database: Database) -> list[bool]:
    with database.read() as db:
        return list(db.scalars(select(Result.recorded).where(Result.state == "published").order_by(Result.id)))


def alerts(database: Database) -> list[str]:
    with database.read() as db:
        return [alert.text for alert in db.scalars(select(Alert)) if alert.kind == "record_failed"]


def scores(course: Course) -> dict[str, float]:
    with open_gradebook(course) as gradebook:
        return {student: sum(found.values()) for student, found in read_scores(gradebook, course.assignments[0]).items()}


def test_a_result_is_everywhere_where_grade_would_have_put_it(
    course: Course, database: Database, materials: Materials, projection: Projection
) -> None:
    """After one copy `autograder grade` has nothing to do, the receipt is genuine, and the instructor finds the traceback."""
    data = notebook(course)
    graded(database, materials, "anna", data, 2.0, problems="Traceback: a check broke")
    assert projection.run_once() == 1
    assert recorded(database) == [True]
    assignment, folder = course.assignments[0], course.results(course.assignments[0], "anna")
    assert course.submitted(assignment, "anna").read_bytes() == data
    assert course.autograded(assignment, "anna").is_file()
    assert (folder / "feedback.html").read_text() == "<p>feedback</p>"
    assert (folder / "problems.txt").read_text() == "Traceback: a check broke"
    assert again(course) == [False]
    receipt = msgspec.json.decode((folder / "receipt.json").read_bytes(), type=projecting.Receipt)
    public = keys.public_key(course)
    assert (
        problems_of(
            receipt, public, grade=folder / store.GRADE_FILE, submission=course.submitted(assignment, "anna"), course=course
        )
        == []
    )


def test_only_the_latest_graded_submission_counts(
    course: Course, database: Database, materials: Materials, projection: Projection
) -> None:
    """Whatever order results come in, the latest submission's stays; an older one is settled without being written."""
    hand_in(database, course, "anna", notebook(course, mark="old"))
    old = lease(database, "me")
    assert old is not None
    graded(database, materials, "anna", notebook(course, mark="new"), 1.0)
    assert projection.run_once() == 1
    settle(database, materials, old, 3.0)
    assert projection.run_once() == 1
    assert recorded(database) == [True, True]
    assert scores(course) == {"anna": 1.0}
    assert b"new" in course.submitted(course.assignments[0], "anna").read_bytes()


def test_the_files_of_an_archive_lie_beside_the_notebook(
    course: Course, database: Database, materials: Materials, projection: Projection
) -> None:
    """Those of the submission that counts, and what an instructor changed; `autograder grade` has nothing to do."""
    assignment = course.assignments[0]
    folder = course.submitted(assignment, "anna").parent
    graded(database, materials, "anna", notebook(course, mark="1"), 1.0, **{"helpers.py": b"1", "deep/er/w": b"w"})
    assert projection.run_once() == 1
    assert beside(folder) == {"helpers.py": b"1", "deep/er/w": b"w"}
    assert again(course) == [False]

    graded(database, materials, "anna", notebook(course, mark="2"), 2.0, **{"helpers.py": b"2", "deep": b"a file now"})
    assert projection.run_once() == 1
    assert beside(folder) == {"helpers.py": b"2", "deep": b"a file now"}
    assert again(course) == [False]

    (folder / "helpers.py").write_bytes(b"changed by the instructor")
    graded(database, materials, "anna", notebook(course, mark="3"), 3.0)
    assert projection.run_once() == 1
    assert beside(folder) == {"helpers.py": b"changed by the instructor"}


def beside(folder: Path) -> dict[str, bytes]:
    """What lies beside the notebook and nbgrader's time."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb" and path.name != "timestamp.txt"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def again(course: Course) -> list[bool]:
    """Whether `autograder grade` would grade the class afresh."""
    fresh: list[bool] = []
    [assignment] = course.assignments
    grade_class(
        course, assignment, find_submissions(course, assignment), isolation="none", on_done=lambda grade, new: fresh.append(new)
    )
    return fresh


def test_doing_it_again_changes_nothing(
    course: Course, database: Database, materials: Materials, projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the gradebook and the note in the database means the same work once more, with the same end."""
    graded(database, materials, "anna", notebook(course), 2.0)

    def crash(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "save", crash)
        with pytest.raises(KeyboardInterrupt):
            projection.run_once()
    assert recorded(database) == [False]
    assert store.load(course.results(course.assignments[0], "anna")) is None
    assert Projection(database, materials).run_once() == 1
    assert recorded(database) == [True]
    assert scores(course) == {"anna": 2.0}


def test_a_regrade_reaches_the_gradebook_when_it_is_published(
    course: Course, database: Database, materials: Materials, projection: Projection
) -> None:
    """A proposal changes nothing outside the database; published, it takes the old result's place everywhere."""
    graded(database, materials, "anna", notebook(course), 1.0)
    assert projection.run_once() == 1
    regrade = start_regrade(database, ASSIGNMENT, "anna", "mended")
    held = lease(database, "me")
    assert held is not None
    settle(database, materials, held, 3.0)
    assert projection.run_once() == 0
    assert scores(course) == {"anna": 1.0}
    publish(database, regrade.id)
    assert projection.run_once() == 1
    assert scores(course) == {"anna": 3.0}
    stored = store.load(course.results(course.assignments[0], "anna"))
    assert stored is not None
    assert stored.grade.score == 3.0


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_gradebook_is_told_once_and_the_results_follow(
    lock: str, course: Course, database: Database, materials: Materials, projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program holds the gradebook, results wait with one alert; then all of them are written."""
    monkeypatch.setattr(projecting, "_PAUSES", (0.0,))
    graded(database, materials, "anna", notebook(course), 2.0)
    assert projection.run_once() == 1
    for student in ("ben", "clara"):
        graded(database, materials, student, notebook(course), 1.0)
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as holder:
        holder.execute(f"BEGIN {lock}")
        assert projection.run_once() == 0
        assert projection.run_once() == 0
    assert recorded(database) == [True, False, False]
    [told] = alerts(database)
    assert "database is locked" in told
    assert projection.run_once() == 2
    assert scores(course) == {"anna": 2.0, "ben": 1.0, "clara": 1.0}


def test_one_result_that_is_refused_keeps_none_of_the_others_waiting(
    course: Course, database: Database, materials: Materials, projection: Projection
) -> None:
    """A result that cannot be written is passed over; the next ones are written."""
    blocked = course.root / "submitted" / "anna"
    blocked.parent.mkdir()
    blocked.write_text("a file where a folder must be")
    graded(database, materials, "anna", notebook(course), 2.0)
    graded(database, materials, "ben", notebook(course), 1.0)
    assert projection.run_once() == 1
    assert recorded(database) == [False, True]
    assert len(alerts(database)) == 1


def test_a_gradebook_that_was_removed_is_made_again(
    course: Course, database: Database, materials: Materials, projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the gradebook knows is remembered only as long as it takes results: a new one gets the assignment anew."""
    monkeypatch.setattr(projecting, "_PAUSES", (0.0,))
    graded(database, materials, "anna", notebook(course), 1.0)
    assert projection.run_once() == 1
    (course.root / "gradebook.db").unlink()
    graded(database, materials, "ben", notebook(course), 2.0)
    assert sum(projection.run_once() for _ in range(2)) == 1
    assert scores(course) == {"ben": 2.0}


def test_the_thread_copies_what_comes_and_what_is_left_at_its_end(
    course: Course, database: Database, materials: Materials, projection: Projection
) -> None:
    """Woken, the thread copies at once; leaving it copies the rest."""
    with ProjectionThread(projection) as thread:
        graded(database, materials, "anna", notebook(course), 2.0)
        thread.wake()
        await_that(lambda: recorded(database) == [True], "the copy")
        graded(database, materials, "ben", notebook(course), 1.0)
    assert recorded(database) == [True, True]
