"""One archive that brings a course's server back: every row of its database, the gradebook, and the course's keys.

    backup.zip
    ├── tables/<name>      rows of the service's database, all of one moment; each a msgpack list behind its length
    ├── gradebook.db       nbgrader's, where it is an SQLite file
    ├── private/<name>     the course's secret and receipt keys
    └── manifest.json      what is in it, with digests

It is the same for SQLite and PostgreSQL, so that a course can move from one to the other. What people see in ``submitted/``,
``autograded/`` and ``results/`` is made again from the rows. Not in it: the course's material, which is under version control,
who is signed in, and which processes ran.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
from sqlalchemy import Table, func, make_url, select

from autograder import __version__
from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.database import VERSION_TABLE, Database
from autograder.service.tables import Base, BrowserSession, Worker, now

__all__ = [
    "FORMAT", "GRADEBOOK", "LENGTH_BYTES", "MANIFEST", "PRIVATE", "Manifest", "Member", "Progress",
    "gradebook_file", "kept_tables", "make_backup",
]  # fmt: skip

FORMAT = "autograder-backup-1"
MANIFEST = "manifest.json"
GRADEBOOK = "gradebook.db"
PRIVATE = ("secret", "receipt_key", "receipt_key.pub")
"""Files of ``Course.private`` without which old receipts and seeds could not be made again."""
LENGTH_BYTES = 8
_ROWS_AT_ONCE = 8  # a row may hold an upload

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the archive."""

    size: int
    """Bytes, unpacked."""
    sha256: str
    rows: int | None = None
    """For a table."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds."""

    format: str = FORMAT
    course_id: str
    created: datetime
    engine: str
    """Version of the program that made it."""
    tables_version: str
    """Of the database's tables."""
    columns: dict[str, list[str]]
    """Columns of each table, in the order of its rows."""
    members: dict[str, Member]


def kept_tables() -> list[Table]:
    """The tables of a backup, those first that others refer to."""
    left_out = {BrowserSession.__tablename__, Worker.__tablename__}
    return [table for table in Base.metadata.sorted_tables if table.name not in left_out]


def gradebook_file(course: Course) -> Path | None:
    """nbgrader's gradebook, where it is an SQLite file, there or not."""
    url = make_url(course.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def make_backup(course: Course, database: Database, target: Path, on_progress: Progress = lambda done, total: None) -> Manifest:
    """Write an archive to ``target``, readable by its owner only; a server may run meanwhile.

    Raises InfrastructureError when database, gradebook or disk refuse; ``target`` is then as it was.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                manifest = _fill(course, database, archive, on_progress)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except (OSError, sqlite3.Error) as problem:
        raise InfrastructureError(f"{target}: the backup could not be written ({problem})") from problem
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _fill(course: Course, database: Database, archive: zipfile.ZipFile, on_progress: Progress) -> Manifest:
    members: dict[str, Member] = {}
    with database.snapshot() as connection:
        version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one()  # noqa: S608  # our constant
        total = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in kept_tables())
        done = 0
        for table in kept_tables():
            with _member(archive, f"tables/{table.name}", members) as write:
                for row in connection.execute(select(table), execution_options={"yield_per": _ROWS_AT_ONCE}):
                    packed = msgspec.msgpack.encode(tuple(row))
                    write(len(packed).to_bytes(LENGTH_BYTES) + packed)
                    done += 1
                    on_progress(done, total)
    # After the rows: what it has beyond them does no harm, and what it lacks is recorded again after a restore.
    gradebook = gradebook_file(course)
    if gradebook is not None and gradebook.is_file():
        with _member(archive, GRADEBOOK, members) as write:
            _copy_sqlite(gradebook, write)
    for name in PRIVATE:
        if (course.private / name).is_file():
            with _member(archive, f"private/{name}", members) as write:
                write((course.private / name).read_bytes())
    manifest = Manifest(
        course_id=course.course_id,
        created=now(),
        engine=__version__,
        tables_version=version,
        columns={table.name: [column.name for column in table.columns] for table in kept_tables()},
        members=members,
    )
    archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    return manifest


@contextlib.contextmanager
def _member(archive: zipfile.ZipFile, name: str, members: dict[str, Member]) -> Iterator[Callable[[bytes], None]]:
    """Write one file of the archive in pieces, and note its size and digest; a table's pieces are its rows."""
    digest, size, pieces = hashlib.sha256(), 0, 0
    with archive.open(name, "w", force_zip64=True) as file:

        def write(piece: bytes) -> None:
            nonlocal size, pieces
            file.write(piece)
            digest.update(piece)
            size, pieces = size + len(piece), pieces + 1

        yield write
    rows = pieces if name.startswith("tables/") else None
    members[name] = Member(size=size, sha256=digest.hexdigest(), rows=rows)


def _copy_sqlite(path: Path, write: Callable[[bytes], None]) -> None:
    """A consistent copy of an SQLite file that others may be writing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        made = sqlite3.connect(copy)
        with contextlib.closing(source), contextlib.closing(made):
            source.backup(made)
        with copy.open("rb") as file:
            _pieces(file, write)


def _pieces(file: IO[bytes], write: Callable[[bytes], None]) -> None:
    while piece := file.read(2**20):
        write(piece)
