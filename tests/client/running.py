"""A real server on a real socket, and the hand of a grader: what the client's tests talk to."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import uvicorn
from nbformat.v4 import new_code_cell, new_notebook
from sqlalchemy import delete

from autograder.course import Assignment, Course, Service
from autograder.feedback.html import render_html
from autograder.grade import CheckResult, Grade, GradeStatus, QuestionResult
from autograder.service import queue
from autograder.service.database import Database, open_database
from autograder.service.queue import Outcome
from autograder.service.tables import Alert, Job, Person, Result, Submission
from autograder.service.tokens import make_token
from autograder.service.web.app import create_app

ROLES = {"anna": "student", "ben": "student", "ina": "instructor", "robot": "ci"}
DEADLINE = 20.0
HOSTILE = "<script>alert(1)</script>"


@dataclass
class RunningServer:
    """The application of a course in a thread of this process; nothing grades unless a test does."""

    url: str
    course: Course
    database: Database
    tokens: dict[str, str] = field(default_factory=dict)
    """By person."""

    def grade(self, status: GradeStatus = "graded", score: float = 1.5) -> str:
        """Grade the next submission as a grader would; its id."""
        held = until(lambda: queue.lease(self.database, "w1"))
        assert queue.beat(self.database, held, "running", 1, 2)
        assert queue.finish(self.database, held, _outcome(self.course, held, status, score))
        return held.submission

    def fail(self) -> None:
        """Fail the next submission as a broken machine would, as often as it is tried."""
        for _ in range(queue.STRIKES):
            assert queue.strike(self.database, until(lambda: queue.lease(self.database, "w1")), "no memory")

    def forget(self) -> None:
        """Nobody has handed in anything."""
        with self.database.write() as db:
            for table in (Alert, Result, Job, Submission):
                db.execute(delete(table))

    @contextlib.contextmanager
    def grading(self, status: GradeStatus = "graded", score: float = 1.5) -> Iterator[None]:
        """Grade the submission that comes next, in a thread."""
        failures: list[BaseException] = []

        def work() -> None:
            try:
                self.grade(status, score)
            except BaseException as problem:
                failures.append(problem)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            thread.join(DEADLINE)
        assert not failures, failures


@contextlib.contextmanager
def running(folder: Path) -> Iterator[RunningServer]:
    """A server with two assignments; the second takes two submissions of a student."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        course = Course(
            name="Deep Learning",
            course_id="dl",
            assignments=[Assignment(name="conv_by_hand", title="Convolution by hand"), Assignment(name="second", attempts=2)],
            root=folder,
            service=Service(url=url, database="sqlite:///service.db", per_hour=0),
        )
        database = open_database(course)
        server = RunningServer(url, course, database)
        with database.write() as db:
            db.add_all([Person(id=name, name=name.title(), role=role) for name, role in ROLES.items()])
            db.flush()
            scopes = {"instructor": ("submit", "read", "manage")}
            for name, role in ROLES.items():
                server.tokens[name] = make_token(db, name, "test", scopes.get(role, ("submit", "read")), 1)
        with _serving(uvicorn.Config(create_app(course, database), log_level="warning", ws="none"), listener):
            yield server
        database.close()


@contextlib.contextmanager
def _serving(config: uvicorn.Config, listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        until(lambda: server.started)
        yield
    finally:
        server.should_exit = True
        thread.join(DEADLINE)


def until(ask: Callable[[], Any]) -> Any:
    """The first true answer; fails after a while without one."""
    end = time.monotonic() + DEADLINE
    while not (answer := ask()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return answer


def notebook(text: str = "1 + 1") -> bytes:
    """A notebook's file."""
    return nbformat.writes(new_notebook(cells=[new_code_cell(text, id="a")])).encode()


def _outcome(course: Course, held: queue.Leased, status: GradeStatus, score: float) -> Outcome:
    check = CheckResult(check="test_conv::test_size", title="The size is right", question="conv", weight=1, status="failed")
    manual = status == "needs_manual"
    questions = (
        QuestionResult(grade_id="conv", title=f"Convolution {HOSTILE}", score=score, max_score=2.0, checks=(check,)),
        QuestionResult(grade_id="why", title="Why?", score=0.0, max_score=1.0, manual=manual),
    )
    grade = Grade(
        student=held.student,
        assignment=held.assignment,
        status=status,
        score=0.0 if status == "unreadable" else score,
        max_score=3.0,
        questions=() if status == "unreadable" else questions,
        message="it is no JSON" if status == "unreadable" else "",
    )
    page = render_html(grade, None, course.name, course.assignment(held.assignment).title)
    return Outcome(
        status=grade.status,
        score=grade.score,
        max_score=grade.max_score,
        grade=msgspec.json.encode(grade),
        feedback=page.encode(),
        notebook=None,
        receipt='{"of": "this grading"}',
        material="m" * 64,
        problems="",
        seconds=0.1,
    )
