"""A full disk: what cannot be stored is refused as the machine's fault, nothing is stored by half, and later it works again.

The disk is full for the database alone: the kernel refuses it larger files (RLIMIT_FSIZE), as it refuses them on a full disk.
"""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.database import Database
from autograder.service.queue import beat, finish, lease
from autograder.service.tables import Content, Job, Result, Submission
from tests.service.work import outcome, published, send, state_of, taken

FULL = 16 * 2**20
"""Bytes that a file may have at most; PostgreSQL's log of changes comes in files of this size, which it must still make."""
LARGE = random.Random(5).randbytes(FULL + 2**20)  # noqa: S311  # incompressible, no secret


@contextmanager
def full_disk(database: Database, request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse the database files above :data:`FULL`."""
    database.close()  # PostgreSQL's limit holds for new connections
    if database.engine.dialect.name == "postgresql":
        server = request.getfixturevalue("postgres")
        server.limit_files(FULL)
        try:
            yield
        finally:
            server.limit_files(None)
    else:
        unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, unlimited[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    database.close()


def counts(database: Database) -> list[int]:
    with database.read() as db:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in (Submission, Content, Job, Result)]


def test_submitting_to_a_full_disk_is_refused(database: Database, course: Course, request: pytest.FixtureRequest) -> None:
    """The submission is refused, not acknowledged; file, row and job are absent; sent again later it is taken as attempt 2."""
    first = send(database, course, "anna")
    before = counts(database)
    with full_disk(database, request):
        with pytest.raises(InfrastructureError, match="database"):
            send(database, course, "anna", notebook=LARGE, key="k")
        assert counts(database) == before
        held = taken(database)  # what was taken before is still graded: small changes have room
        assert held.submission == first.id
    assert counts(database) == before
    again = send(database, course, "anna", notebook=LARGE, key="k")
    assert again.attempt == 2
    assert taken(database).data == LARGE


def test_a_result_that_finds_no_room_is_stored_later(
    database: Database, course: Course, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Finishing on a full disk stores nothing and keeps the lease; once there is room, the same answer is published once."""
    submission = send(database, course, "anna")
    held = taken(database)
    before = counts(database)
    with full_disk(database, request):
        with pytest.raises(InfrastructureError, match="database"):
            finish(database, held, outcome(3.0, feedback=LARGE))
        assert counts(database) == before
        assert state_of(database, submission.id) == "running"
        assert beat(database, held)
    assert finish(database, held, outcome(3.0, feedback=LARGE))
    assert published(database, submission.id) == [3.0]
    assert lease(database, "worker") is None
