"""Backup and restore: everything comes back, on either database, and a damaged archive changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from autograder.course import Course, Service
from autograder.errors import InfrastructureError, UsageError
from autograder.service.backup import MANIFEST, Manifest, kept_tables, make_backup
from autograder.service.database import Database, open_database, read_content
from autograder.service.queue import REGRADE, enqueue, finish, strike
from autograder.service.restore import restore, what_is_there
from autograder.service.tables import BrowserSession, Job, Person, Regrade, Result, Submission, Token, Worker, now
from tests.service.work import outcome, published, send, state_of, taken


@pytest.fixture
def lived_in(database: Database, course: Course) -> Database:
    """The database of a course in the middle of its life, its gradebook and its keys."""
    for student in ("anna", "ben"):
        send(database, course, student, notebook=b"solved by " + student.encode(), archive=bytes(range(256)) * 50)
        finish(database, taken(database), outcome(3.0, problems="Traceback ü\n"))
    send(database, course, "anna", "second", key="k", file_name="eigene Lösung 🙂.ipynb")
    strike(database, taken(database), "no disk")
    taken(database)
    with database.write() as db:
        regrade = Regrade(assignment="first", made_by="ina", reason="a mended check")
        db.add(regrade)
        db.add(Token(person_id="anna", name="laptop", digest="d" * 64, scopes="submit", expires_at=now() + timedelta(days=9)))
        db.add(BrowserSession(digest="s" * 64, person_id="anna", csrf="c", expires_at=now()))
        db.add(Worker(id="worker", host="h", pid=1, slots=2))
        db.flush()
        enqueue(db, db.scalars(select(Result.submission_id)).first() or "", priority=REGRADE, regrade=regrade.id)
        for result in db.scalars(select(Result)):
            result.recorded = True
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as gradebook:
        gradebook.executescript("CREATE TABLE grade (points REAL); INSERT INTO grade VALUES (7.5)")
    course.secret()
    (course.private / "receipt_key").write_text("private")
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, course: Course, tmp_path: Path) -> Course:
    """The same course on a new machine, with each database."""
    url = request.getfixturevalue("bare_postgres_url") if request.param == "postgresql" else "sqlite:///new.db"
    root = tmp_path / "elsewhere"
    root.mkdir()
    return replace(course, root=root, service=Service(database=url, per_hour=0))


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a backup keeps, without what a restore sets anew: what ran waits again."""
    anew = {"state", "phase", "worker_id", "recorded"}
    found = {}
    with database.read() as db:
        for table in kept_tables():
            columns = [column for column in table.columns if column.name not in anew]
            found[table.name] = sorted(map(tuple, db.execute(select(*columns))), key=repr)
    return found


def test_everything_comes_back(lived_in: Database, course: Course, elsewhere: Course, tmp_path: Path) -> None:
    """Rows, gradebook and keys are the same after a restore on either database; who was graded just then waits again."""
    manifest = make_backup(course, lived_in, tmp_path / "backup.zip")
    assert restore(elsewhere, tmp_path / "backup.zip") == manifest
    with contextlib.closing(open_database(elsewhere)) as restored:
        assert rows(restored) == rows(lived_in)
        with restored.read() as db:
            assert db.scalars(select(Submission.state).order_by(Submission.received_at)).all() == ["graded", "graded", "queued"]
            assert set(db.scalars(select(Result.recorded))) == {False}
            assert db.scalars(select(BrowserSession)).all() == db.scalars(select(Worker)).all() == []
            last = db.scalars(select(Submission).where(Submission.key == "k")).one()
            assert last.file_name == "eigene Lösung 🙂.ipynb"
            first = db.scalars(select(Submission).order_by(Submission.received_at)).first()
            assert first is not None
            assert read_content(db, first.content) == b"solved by anna"
    with contextlib.closing(sqlite3.connect(elsewhere.root / "gradebook.db")) as gradebook:
        assert gradebook.execute("SELECT points FROM grade").fetchall() == [(7.5,)]
    assert elsewhere.secret() == course.secret()
    assert (elsewhere.private / "receipt_key").read_text() == "private"
    assert (elsewhere.private / "receipt_key").stat().st_mode & 0o077 == 0


def test_a_restored_server_goes_on(lived_in: Database, course: Course, elsewhere: Course, tmp_path: Path) -> None:
    """After a restore new rows are stored beside the old; the interrupted submission is graded, and keeps its strike."""
    make_backup(course, lived_in, tmp_path / "backup.zip")
    restore(elsewhere, tmp_path / "backup.zip")
    with contextlib.closing(open_database(elsewhere)) as restored:
        sent = send(restored, elsewhere, "ben", "second")
        for _ in range(2):
            assert finish(restored, taken(restored), outcome(2.0))
        assert published(restored, sent.id) == [2.0]
        with restored.read() as db:
            interrupted = db.scalars(select(Submission).where(Submission.key == "k")).one()
            job = db.scalars(select(Job).where(Job.submission_id == interrupted.id)).one()
        assert (interrupted.state, job.strikes) == ("graded", 1)
        assert taken(restored).regrade


def test_a_backup_shows_one_moment(database: Database, course: Course, tmp_path: Path) -> None:
    """While students hand in, a backup has for every submission its file and its job, and is readable by its owner only."""
    stop = threading.Event()

    def hand_in() -> None:
        while not stop.is_set():
            send(database, course, "anna")

    student = threading.Thread(target=hand_in)
    student.start()
    try:
        manifests = [make_backup(course, database, tmp_path / "backup.zip") for _ in range(3)]
    finally:
        stop.set()
        student.join()
    for manifest in manifests:
        count = manifest.members["tables/submission"].rows
        assert manifest.members["tables/job"].rows == manifest.members["tables/content"].rows == count
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_progress_is_told(lived_in: Database, course: Course, elsewhere: Course, tmp_path: Path) -> None:
    """Backup and restore say how much of how much is done, up to all of it."""
    for work in (
        lambda told: make_backup(course, lived_in, tmp_path / "backup.zip", lambda *now: told.append(now)),
        lambda told: restore(elsewhere, tmp_path / "backup.zip", lambda *now: told.append(now)),
    ):
        told: list[tuple[int, int]] = []
        work(told)
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1] == sum(map(len, rows(lived_in).values()))


def test_what_a_restore_would_replace_is_named(lived_in: Database, course: Course, elsewhere: Course) -> None:
    """A course that has rows, a gradebook or keys says so; a new one is empty, and asking makes nothing."""
    there = what_is_there(course)
    for named in (".autograder/secret", "gradebook.db", "rows in database"):
        assert any(named in each for each in there)
    assert what_is_there(elsewhere) == []
    assert list(elsewhere.root.iterdir()) == []


def _damaged(path: Path, how: str) -> None:
    """Damage an archive in one named way."""
    data = bytearray(path.read_bytes())
    if how == "cut short":
        path.write_bytes(data[: len(data) // 2])
    elif how == "a changed byte":
        data[len(data) // 3] ^= 0xFF
        path.write_bytes(data)
    elif how == "no archive":
        path.write_bytes(b"hello")
    else:
        _rewritten(path, how)


def _rewritten(path: Path, how: str) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = msgspec.json.decode(members[MANIFEST], type=Manifest)
    if how == "a member is missing":
        del members["tables/submission"]
    elif how == "a changed row":
        members["tables/person"] = members["tables/person"].replace(b"student", b"teacher")
    elif how == "a foreign path":
        sneaky = "private/../../../escaped"
        members[sneaky] = members["private/secret"]
        manifest = msgspec.structs.replace(manifest, members={**manifest.members, sneaky: manifest.members["private/secret"]})
    elif how == "a bomb":
        members["tables/content"] = bytes(50_000_000)
    elif how == "another course":
        manifest = msgspec.structs.replace(manifest, course_id="cooking")
    elif how == "other tables":
        manifest = msgspec.structs.replace(manifest, tables_version="9999")
    elif how == "another format":
        manifest = msgspec.structs.replace(manifest, format="autograder-backup-2")
    members[MANIFEST] = msgspec.json.encode(manifest)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "how",
    [
        "cut short", "a changed byte", "no archive", "a member is missing", "a changed row", "a foreign path", "a bomb",
        "another course", "other tables", "another format",
    ],
)  # fmt: skip
@pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
def test_a_damaged_archive_changes_nothing(lived_in: Database, course: Course, tmp_path: Path, how: str) -> None:
    """A damaged, foreign or forged archive is refused in one line; rows, gradebook and keys stay as they were."""
    backup = tmp_path / "backup.zip"
    make_backup(course, lived_in, backup)
    _damaged(backup, how)
    with lived_in.write() as db:
        db.add(Person(id="cleo", role="student"))  # since the backup
    files = {path: path.read_bytes() for path in [course.root / "gradebook.db", *course.private.iterdir()]}
    before = rows(lived_in)
    with pytest.raises(UsageError) as refused:
        restore(course, backup)
    assert str(refused.value).startswith(str(backup))
    assert "\n" not in str(refused.value)
    assert rows(lived_in) == before
    assert {path: path.read_bytes() for path in [course.root / "gradebook.db", *course.private.iterdir()]} == files
    assert not list(tmp_path.parent.glob("escaped"))


def test_a_restore_that_fails_halfway_changes_nothing(lived_in: Database, course: Course, tmp_path: Path) -> None:
    """Rows that the database refuses, in an archive whose digests are right, leave everything as it was."""
    backup = tmp_path / "backup.zip"
    make_backup(course, lived_in, backup)
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = msgspec.json.decode(members[MANIFEST], type=Manifest)
    twice = members["tables/alert"] * 2
    members["tables/alert"] = twice
    digest = hashlib.sha256(twice).hexdigest()
    member = msgspec.structs.replace(manifest.members["tables/alert"], size=len(twice), sha256=digest)
    members[MANIFEST] = msgspec.json.encode(
        msgspec.structs.replace(manifest, members={**manifest.members, "tables/alert": member})
    )
    with zipfile.ZipFile(backup, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    before = rows(lived_in)
    (course.root / "gradebook.db").write_bytes(b"newer")
    with pytest.raises(InfrastructureError, match=r"(?i)unique"):
        restore(course, backup)
    assert rows(lived_in) == before
    assert (course.root / "gradebook.db").read_bytes() == b"newer"
    assert [path.name for path in course.private.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_restored_under_a_running_server(lived_in: Database, course: Course, tmp_path: Path) -> None:
    """While a grading process beats, a restore is refused and changes nothing; once it has stopped, it is done."""
    make_backup(course, lived_in, tmp_path / "backup.zip")
    with lived_in.write() as db:
        db.add(Person(id="cleo", role="student"))
        db.get_one(Worker, "worker").state = "ready"
    before = rows(lived_in)
    with pytest.raises(UsageError, match="process 1 on h"):
        restore(course, tmp_path / "backup.zip")
    assert rows(lived_in) == before
    with lived_in.write() as db:
        db.get_one(Worker, "worker").state = "gone"
    restore(course, tmp_path / "backup.zip")
    assert rows(lived_in) != before


def test_a_backup_that_cannot_be_written_leaves_the_earlier_one(lived_in: Database, course: Course, tmp_path: Path) -> None:
    """Where gradebook or disk refuse, the archive of the last time stays, and no draft is left."""
    backup = tmp_path / "backups" / "backup.zip"
    backup.parent.mkdir()
    backup.write_bytes(b"the last one")
    (course.root / "gradebook.db").write_bytes(b"no database, " * 100)
    with pytest.raises(InfrastructureError, match="not a database"):
        make_backup(course, lived_in, backup)
    assert [path.read_bytes() for path in backup.parent.iterdir()] == [b"the last one"]


def test_restoring_over_a_course_replaces_it(lived_in: Database, course: Course, tmp_path: Path) -> None:
    """What came after the backup is gone after a restore, and what was changed is as it was."""
    make_backup(course, lived_in, tmp_path / "backup.zip")
    sent = send(lived_in, course, "ben", "second")
    (course.private / "secret").write_text("00" * 32)
    restore(course, tmp_path / "backup.zip")
    with lived_in.read() as db:
        assert db.get(Submission, sent.id) is None
    assert course.secret() != bytes(32)
    again = send(lived_in, course, "ben", "second")
    assert (again.attempt, state_of(lived_in, again.id)) == (1, "queued")
