"""The server's API, as far as handing in and reading results needs it: one method for each request, answers as typed values."""

from __future__ import annotations

import os
import re
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from autograder.client import colab
from autograder.client.multipart import form
from autograder.client.transport import Answer, Transport
from autograder.errors import InfrastructureError, UsageError

__all__ = ["ENDED", "Api", "AssignmentInfo", "Me", "Question", "ResultInfo", "Status", "origin"]

ENDED = frozenset(("graded", "not_gradable"))
"""States of a submission after which nothing more happens."""
_ID = re.compile(r"[0-9a-f]{16}\Z")
T = TypeVar("T")


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where a submission is. ``state``: queued, running, graded or not_gradable."""

    id: str
    student: str
    assignment: str
    title: str = ""
    attempt: int = 0
    state: str
    phase: str = ""
    step: int = 0
    steps: int = 0
    position: int | None = None
    """1-based place in the queue."""
    estimate_seconds: float | None = None
    """Until it is graded."""
    received_at: datetime | None = None
    late: bool = False
    score: float | None = None
    max_score: float | None = None
    grade_status: str | None = None
    """``GradeStatus`` of :mod:`autograder.grade`, once it is graded."""
    message: str | None = None

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one question. ``manual``: a person gives them."""

    grade_id: str
    title: str = ""
    score: float
    max_score: float
    manual: bool = False


class ResultInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What grading found, as far as a summary needs it."""

    status: str
    score: float
    max_score: float
    questions: tuple[Question, ...] = ()
    message: str = ""


class AssignmentInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment; ``attempts_left`` is None where there is no limit."""

    name: str
    title: str = ""
    due: datetime | None = None
    attempts_left: int | None = None


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Whose token this is."""

    id: str
    role: str


class Api:
    """The API of one server, for one token.

    Every method raises Rejected when the server says no, and InfrastructureError when it cannot be reached or its answer is not
    what this program knows.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.server = transport.connection.server

    def submit(
        self, data: bytes, file_name: str, assignment: str, *, key: str, student: str | None = None
    ) -> tuple[Status, bool]:
        """Hand in a file; its status, and whether it is new: the same key and file are the same submission."""
        fields = {"assignment": assignment} | ({"student": student} if student else {})
        body, kind = form(fields, file_name, data)
        headers = {"Content-Type": kind, "Idempotency-Key": key, "X-Origin": origin()}
        answer = self._transport.request("POST", "/api/v1/submissions", body=body, headers=headers)
        return self._decoded(answer, Status), answer.status == 201

    def status(self, submission: str) -> Status:
        return self._get(f"/submissions/{_checked(submission)}", Status)

    def submissions(self, *, assignment: str | None = None, student: str | None = None, limit: int = 20) -> list[Status]:
        """The newest submissions that this token may read, newest first."""
        wanted = {"assignment": assignment, "student": student, "limit": str(limit)}
        query = urlencode({name: value for name, value in wanted.items() if value is not None})
        return self._get(f"/submissions?{query}", list[Status])

    def me(self) -> Me:
        return self._get("/me", Me)

    def assignments(self) -> list[AssignmentInfo]:
        return self._get("/assignments", list[AssignmentInfo])

    def result(self, submission: str) -> ResultInfo:
        return self._get(f"/submissions/{_checked(submission)}/result", ResultInfo)

    def document(self, submission: str, kind: str) -> bytes:
        """``feedback`` (HTML), ``junit`` (XML), ``markdown`` or ``receipt`` (JSON) of a graded submission."""
        return self._transport.request("GET", f"/api/v1/submissions/{_checked(submission)}/{kind}").data

    def feedback_page(self, submission: str) -> str:
        """Address of the feedback for a browser."""
        return f"{self.server}/submissions/{_checked(submission)}/feedback"

    def _get(self, path: str, kind: type[T]) -> T:
        found: T = self._decoded(self._transport.request("GET", f"/api/v1{path}"), kind)
        return found

    def _decoded(self, answer: Answer, kind: Any) -> Any:
        try:
            return msgspec.json.decode(answer.data, type=kind)
        except msgspec.DecodeError as problem:
            told = f"answers like no grading server that this program knows ({problem})"
            raise InfrastructureError(f"{self.server} {told}") from None


def origin() -> str:
    """Where this runs, for the server's records: ``colab``, ``ci`` or ``api``."""
    if colab.in_colab():
        return "colab"
    return "ci" if os.environ.get("CI", "").lower() in ("1", "true") else "api"


def _checked(submission: str) -> str:
    """A submission's id, fit for a path. Raises UsageError when it cannot be one."""
    if not _ID.match(submission):
        raise UsageError(f"{submission!r} is no submission's id; `autograder status --all` lists them")
    return submission
