"""Bring a course's server back from an archive of :mod:`autograder.service.backup`.

The archive is read to its end and compared with its manifest before anything is changed. Nothing is unpacked under a name
that stands in it: only the members that a backup has are looked at, each with its one place. The rows are replaced in one
transaction, so that after a failure everything is as it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.errors import InfrastructureError, UsageError
from autograder.service.backup import (
    FORMAT,
    GRADEBOOK,
    LENGTH_BYTES,
    MANIFEST,
    PRIVATE,
    Manifest,
    Progress,
    gradebook_file,
    kept_tables,
)
from autograder.service.database import VERSION_TABLE, Database, open_database
from autograder.service.outlook import live_workers
from autograder.service.tables import Base, Job, Result, Submission

__all__ = ["read_manifest", "restore", "what_is_there"]

_MANIFEST_BYTES = 2**20
_PIECE = 2**20
_BATCH_BYTES = 2**24
_BATCH_ROWS = 500
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, msgspec.MsgspecError, ValueError, KeyError)


def read_manifest(path: Path) -> Manifest:
    """What the archive says it holds. Raises UsageError when it is no backup, or of another format."""
    with _opened(path) as archive, _damage_told(path):
        return _manifest(path, archive)


def what_is_there(course: Course) -> list[str]:
    """What a restore would replace, in words for the instructor; makes nothing."""
    found = [f".autograder/{name}" for name in PRIVATE if (course.private / name).exists()]
    gradebook = gradebook_file(course)
    if gradebook is not None and gradebook.exists():
        found.append(f"the gradebook {gradebook}")
    database = Database(course.service_database_url)
    file = database.url.database if database.engine.dialect.name == "sqlite" else None
    if file is not None and not Path(file).exists():
        return found
    database = open_database(course)
    with contextlib.closing(database), database.read() as db:
        rows = sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in kept_tables())
    return [*found, f"{rows} rows in {database}"] if rows else found


def restore(course: Course, path: Path, on_progress: Progress = lambda done, total: None) -> Manifest:
    """Replace the course's server data by what the archive holds, whatever is there; no server may run meanwhile.

    Submissions that were being graded wait again, and every published result is recorded anew in gradebook and results folder
    by the next `autograder serve`.

    Raises:
        UsageError: the archive is damaged, no backup, of another course or of other tables, or a server is running; nothing
            was changed.
        InfrastructureError: database or disk refuse; nothing was changed.
    """
    with _opened(path) as archive:
        with _damage_told(path):
            manifest = _manifest(path, archive)
            _check_digests(archive, manifest)
        if manifest.course_id != course.course_id:
            raise UsageError(f"{path}: a backup of the course {manifest.course_id!r}; this one is {course.course_id!r}")
        with contextlib.closing(open_database(course)) as database, _drafts(course, archive, manifest) as drafts:
            _check_stopped(course, database)
            _replace_rows(path, archive, manifest, database, on_progress)
            for draft, target in drafts:
                draft.replace(target)
                for leftover in ("-journal", "-wal", "-shm"):  # of the gradebook that was there; they would change the new one
                    target.with_name(target.name + leftover).unlink(missing_ok=True)
    return manifest


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        file = path.open("rb")
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror})") from problem
    with file:
        with _damage_told(path):
            archive = zipfile.ZipFile(file)
        with archive:
            yield archive


@contextlib.contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Turn what reading a damaged archive raises into a UsageError."""
    try:
        yield
    except _DAMAGES as problem:
        raise UsageError(f"{path}: the archive is damaged or no backup ({problem}); nothing was changed") from problem


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise ValueError("its manifest is too large")
    manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    if manifest.format != FORMAT:
        raise UsageError(f"{path}: its format is {manifest.format!r}, this autograder reads {FORMAT!r}")
    places = {f"tables/{table.name}" for table in kept_tables()}
    if not places <= set(manifest.members) <= places | {GRADEBOOK, *(f"private/{name}" for name in PRIVATE)}:
        raise ValueError("its manifest does not name what a backup holds")
    return manifest


def _check_stopped(course: Course, database: Database) -> None:
    """Refuse to replace what a server is working on: it would go on with what it knows from before."""
    with database.read() as db:
        live = live_workers(db, course)
    if live:
        raise UsageError(
            f"{course.root}: a grading server is running (process {live[0].pid} on {live[0].host}); stop it first. One that "
            f"was killed counts as running for {course.service.lease_seconds:g} s"
        )


def _check_digests(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    for name, member in manifest.members.items():
        if archive.getinfo(name).file_size != member.size:
            raise ValueError(f"{name} has another size than its manifest says")
        digest, size = hashlib.sha256(), 0
        with archive.open(name) as file:
            while size <= member.size and (piece := file.read(_PIECE)):
                digest.update(piece)
                size += len(piece)
        if size != member.size or digest.hexdigest() != member.sha256:
            raise ValueError(f"{name} is not what its manifest says")


@contextlib.contextmanager
def _drafts(course: Course, archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[list[tuple[Path, Path]]]:
    """Write the archive's files beside their places, as pairs of draft and place; what is left of drafts is removed."""
    targets = {f"private/{name}": course.private / name for name in PRIVATE}
    if (gradebook := gradebook_file(course)) is not None:
        targets[GRADEBOOK] = gradebook
    course.private.mkdir(mode=0o700, parents=True, exist_ok=True)
    drafts = []
    try:
        try:
            for name, target in targets.items():
                if name in manifest.members:
                    draft = target.with_name(f".{target.name}.{os.getpid()}")
                    drafts.append((draft, target))
                    _write(archive, name, draft)
        except OSError as problem:
            raise InfrastructureError(f"{course.root}: files cannot be written ({problem}); nothing was changed") from problem
        yield drafts
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)


def _write(archive: zipfile.ZipFile, name: str, draft: Path) -> None:
    mode = 0o644 if name.endswith(".pub") or name == GRADEBOOK else 0o600
    with archive.open(name) as packed, open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        shutil.copyfileobj(packed, file)
        file.flush()
        os.fsync(file.fileno())


def _replace_rows(path: Path, archive: zipfile.ZipFile, manifest: Manifest, database: Database, on_progress: Progress) -> None:
    total, done = sum(member.rows or 0 for member in manifest.members.values()), 0
    with database.write() as db:
        version = db.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()  # noqa: S608  # our constant
        if version != manifest.tables_version:
            raise UsageError(
                f"{path}: its tables are of version {manifest.tables_version}, here they are of {version}; restore it with "
                f"autograder {manifest.engine}, then start this one"
            )
        for table in reversed(Base.metadata.sorted_tables):
            db.execute(delete(table))
        for table in kept_tables():
            with archive.open(f"tables/{table.name}") as file:
                for batch in _batches(file, manifest.columns[table.name]):
                    db.execute(insert(table), batch)
                    done += len(batch)
                    on_progress(done, total)
            _go_on_counting(db, table)
        _start_anew(db)


def _batches(file: IO[bytes], columns: list[str]) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table, as many at once as fit into a bounded memory."""
    batch: list[dict[str, Any]] = []
    size = 0
    while head := file.read(LENGTH_BYTES):
        packed = file.read(int.from_bytes(head))
        batch.append(dict(zip(columns, msgspec.msgpack.decode(packed), strict=True)))
        size += len(packed)
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_ROWS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _go_on_counting(db: Session, table: Table) -> None:
    """Let PostgreSQL number new rows after those that were brought with their numbers."""
    [first, *_] = table.primary_key.columns
    if db.get_bind().dialect.name == "postgresql" and first is table.autoincrement_column:
        sequence = func.pg_get_serial_sequence(table.name, first.name)
        highest = select(func.max(first)).scalar_subquery()
        db.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _start_anew(db: Session) -> None:
    """No process grades any more, and gradebook and results folder may lack what was recorded after they were copied."""
    running = select(Job.submission_id).where(Job.state == "leased", Job.regrade_id.is_(None))
    db.execute(update(Submission).where(Submission.id.in_(running)).values(state="queued"))
    db.execute(update(Job).where(Job.state == "leased").values(state="queued", phase="", worker_id=None))
    db.execute(update(Result).where(Result.state == "published").values(recorded=False))
