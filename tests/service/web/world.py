"""A course in which everything exists once, all of it anna's, and everybody who might want to see or change it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select, update
from starlette.testclient import TestClient

from autograder.course import Assignment, Course, Service
from autograder.service.browser_sessions import identity_of_session, start_session
from autograder.service.database import Database, open_database
from autograder.service.people import add_person, remove_person
from autograder.service.queue import lease
from autograder.service.regrade import start_regrade
from autograder.service.submit import Upload, submit
from autograder.service.tables import Alert, Base, Result, Submission, Token, Worker, now
from autograder.service.tokens import find_token, revoke_token
from autograder.service.web.app import create_app
from autograder.service.web.throttle import Failures
from tests.service import seed
from tests.service.web.callers import COOKIE, bearer, token

HERS = "ANNAS-OWN"
"""Stands in everything that is anna's: notebook, archive, file name, feedback, receipt."""
TRACEBACK = "TRACEBACK-OF-A-CHECK"
"""Stands in what only those who teach may see."""
_ROLES = {"anna": "student", "ben": "student", "zoe": "student", "robot": "ci", "tom": "tutor", "ina": "instructor"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """Numbers that stand in addresses."""

    own: str
    """anna's submission, sent by herself."""
    sent: str
    """anna's submission, sent by CI."""
    result: int
    """The published one of ``own``."""
    regrade: int
    """Of ``first``, ready to be published or dropped."""
    alert: int
    token: int
    """One of anna's, which allows all that she may."""


class World:
    """The application and its callers; :meth:`reset` takes back whatever they did."""

    def __init__(self, folder: Path) -> None:
        self._file, self._kept = folder / "service.db", folder / "kept.db"
        self.course = Course(
            name="Deep Learning",
            course_id="dl",
            assignments=[Assignment(name="first"), Assignment(name="second")],
            root=folder,
            service=Service(url="http://testserver", database="sqlite:///service.db", per_hour=0),
        )
        for assignment in self.course.assignments:
            release = self.course.release(assignment)
            release.parent.mkdir(parents=True)
            release.write_bytes(seed.NOTEBOOK)
        self.database = open_database(self.course)
        with self.database.write() as db:
            for person, role in _ROLES.items():
                add_person(db, person, person.title(), role)
        self.known = _fill(self.database, self.course)
        self.headers = _callers(self.database)
        self.csrf: dict[str, str] = {}
        for person in ("anna", "ben", "tom", "ina"):
            with self.database.write() as db:
                cookie = start_session(db, person, hours=1)
            with self.database.read() as db:
                found = identity_of_session(db, cookie)
            assert found is not None
            assert found.csrf is not None
            self.headers[f"{person}'s browser"] = {"Cookie": f"{COOKIE}={cookie}"}
            self.csrf[f"{person}'s browser"] = found.csrf
        self.database.engine.dispose()
        shutil.copy(self._file, self._kept)
        self.app: FastAPI = create_app(self.course, self.database)
        self.client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)

    def reset(self) -> None:
        """As it was in the beginning."""
        self.database.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._kept, self._file)
        self.app.state.failures = Failures()

    def everything(self) -> list[object]:
        """Every row of the database, but for when tokens were used."""
        with self.database.read() as db:
            tables = Base.metadata.sorted_tables
            columns = {table: [column for column in table.columns if column.name != "used_at"] for table in tables}
            return [tuple(row) for table in tables for row in db.execute(select(*columns[table]))]


def _fill(database: Database, course: Course) -> Known:
    own = _graded(database, course, "anna", archive=f"PK {HERS}".encode())
    sent = _graded(database, course, "robot", archive=f"PK {HERS}".encode())
    _graded(database, course, "anna", archive=None, assignment="second")
    regrade = start_regrade(database, "first", "ina", "the check was wrong")
    for _ in range(1):  # of each student the submission that counts
        seed.grade_next(database, seed.a_grade("anna"), page=f"<p>{HERS}")
    assert lease(database, "w1") is None
    with database.write() as db:
        alert = Alert(kind="not_gradable", text="x", submission_id=own)
        db.add_all([alert, Worker(id="w1", host="here", pid=1, slots=2, state="ready")])
        result = db.scalars(select(Result).where(Result.submission_id == own)).one()
        db.flush()
        numbers = {"result": result.id, "alert": alert.id}
    secret = token(database, "anna")
    with database.read() as db:
        found = find_token(db, secret)
        assert found is not None
        assert {row.id for row in db.scalars(select(Submission))} >= {own, sent}
        return Known(own=own, sent=sent, regrade=regrade.id, token=found[0].id, **numbers)


def _graded(database: Database, course: Course, sender: str, *, archive: bytes | None, assignment: str = "first") -> str:
    """A submission for anna, graded with a check that broke."""
    notebook = seed.NOTEBOOK.replace(b'"metadata": {}', b'"metadata": {"%s": "%s"}' % (HERS.encode(), sender.encode()))
    upload = Upload(
        student="anna", assignment=assignment, notebook=notebook, archive=archive, file_name=f"{HERS}.ipynb", sent_by=sender
    )
    made = submit(database, course, upload).id
    grade = seed.a_grade("anna", ("stride",), broken=("negative",), assignment=assignment)
    assert seed.grade_next(database, grade, problems=TRACEBACK, page=f"<!doctype html><title>{HERS}</title><p>x") == made
    with database.write() as db:
        db.execute(update(Result).where(Result.submission_id == made).values(receipt=f'{{"of": "{HERS}"}}'))
    return made


def _callers(database: Database) -> dict[str, dict[str, str]]:
    """Headers of everybody who comes with a token, or without."""
    found: dict[str, dict[str, str]] = {"nobody": {}}
    expired, revoked, left = token(database, "anna"), token(database, "anna"), token(database, "zoe")
    with database.write() as db:
        number = find_token(db, expired)[0].id  # type: ignore[index]  # it is usable until the next line
        db.execute(update(Token).where(Token.id == number).values(expires_at=now() - timedelta(seconds=1)))
        revoke_token(db, find_token(db, revoked)[0].id)  # type: ignore[index]
        remove_person(db, "zoe")
    found |= {"expired": bearer(expired), "revoked": bearer(revoked), "left": bearer(left)}
    found |= {person: bearer(token(database, person)) for person in ("anna", "ben", "robot", "tom", "ina")}
    for person, scope in (
        ("anna", "submit"), ("anna", "read"), ("robot", "submit"), ("ina", "read"), ("ina", "submit"), ("ina", "manage"),
    ):  # fmt: skip
        found[f"{person} {scope}"] = bearer(token(database, person, [scope]))
    return found
