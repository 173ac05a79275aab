"""The tables of the service's database, which is the truth about every submission.

    person ─< submission ─< job ─ result          person ─< token, browser_session
               content (bytes by digest)           regrade ─< job      alert, worker

A submission has at most one *published* result, which the database itself enforces. Files live in the database too, so that a
file and its row are durable together or not at all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, MetaData, String, Text, TypeDecorator, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

__all__ = [
    "Alert", "Base", "BrowserSession", "Content", "Job", "Person", "Regrade", "Result", "Role", "Submission", "SubmissionState",
    "Token", "Worker", "now",
]  # fmt: skip

Role = Literal["student", "ci", "tutor", "instructor"]
SubmissionState = Literal["queued", "running", "graded", "not_gradable"]
"""not_gradable: the machine failed three times; the attempt is given back and the instructor alerted, never a zero."""
JobState = Literal["queued", "leased", "done", "failed", "cancelled"]
ResultState = Literal["published", "proposed", "superseded", "dropped"]
"""proposed: of a shadow regrade that is neither published nor dropped yet. superseded: a later result was published."""
RegradeState = Literal["running", "ready", "published", "dropped"]


_PUBLISHED = text("state = 'published'")
_UNSETTLED = text("state IN ('running', 'ready')")


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """A moment with a time zone; SQLite keeps none, so UTC is stored and given back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s",
        }
    )  # fmt: skip
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        Role: String(16), SubmissionState: String(16), JobState: String(16), ResultState: String(16), RegradeState: String(16),
    }  # fmt: skip


class Person(Base):
    """Somebody of the course."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    """Student id: the folder name in ``submitted/`` and ``results/``."""
    name: Mapped[str] = mapped_column(String(256), default="")
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]
    """When they were taken out of the course: their work stays, but they can neither sign in nor submit."""


class Token(Base):
    """A key for programs. Only its sha256 is stored."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(128))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(128))
    """Of ``submit read manage``, with spaces between."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class BrowserSession(Base):
    """Somebody who is signed in. Only the sha256 of the cookie is stored."""

    __tablename__ = "browser_session"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("token.id"), index=True)
    """The token they signed in with, whose scopes and end hold for the session too; none after single sign-on."""
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class Content(Base):
    """Bytes, once for each digest: uploads, feedback pages, notebooks after their run."""

    __tablename__ = "content"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]


class Submission(Base):
    """One submitted notebook."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_submission_history", "person_id", "assignment", "received_at"),
        Index("ix_submission_class", "assignment", "state"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    assignment: Mapped[str] = mapped_column(String(128))
    content: Mapped[str] = mapped_column(ForeignKey("content.digest"))
    """The notebook, as it was sent or out of the archive."""
    archive: Mapped[str | None] = mapped_column(ForeignKey("content.digest"))
    """The whole zip archive, where the notebook came in one."""
    file_name: Mapped[str] = mapped_column(String(256))
    key: Mapped[str] = mapped_column(String(128))
    """The sender's idempotency key; a random one where none was sent."""
    origin: Mapped[str] = mapped_column(String(16))
    """``web``, ``api``, ``colab`` or ``ci``."""
    sent_by: Mapped[str] = mapped_column(String(128))
    """Person who sent it: the student, or an instructor or CI for them."""
    attempt: Mapped[int]
    """1, 2, … of this student for this assignment."""
    received_at: Mapped[datetime] = mapped_column(default=now, index=True)
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SubmissionState] = mapped_column(default="queued")
    person: Mapped[Person] = relationship(lazy="raise")


class Job(Base):
    """Grade one submission once. A lease's number grows with each, so that a late answer of a lost worker is recognised."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_next", "state", "priority", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id"), index=True)
    priority: Mapped[int] = mapped_column(default=0)
    """0: somebody waits for it. 10: a regrade."""
    state: Mapped[JobState] = mapped_column(default="queued")
    strikes: Mapped[int] = mapped_column(default=0)
    lease: Mapped[int] = mapped_column(default=0)
    beats: Mapped[int] = mapped_column(default=0)
    worker_id: Mapped[str | None] = mapped_column(String(64))
    phase: Mapped[str] = mapped_column(String(16), default="")
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    """Why the machine failed last, for the instructor."""
    submission: Mapped[Submission] = relationship(lazy="raise")


class Result(Base):
    """What one grading found."""

    __tablename__ = "result"
    __table_args__ = (
        Index("one_published_result", "submission_id", unique=True, sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), unique=True)
    state: Mapped[ResultState]
    status: Mapped[str] = mapped_column(String(16))
    """``GradeStatus`` of :mod:`autograder.grade`."""
    score: Mapped[float]
    max_score: Mapped[float]
    grade: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """:class:`autograder.grade.Grade` as JSON, without its pictures."""
    feedback: Mapped[str] = mapped_column(ForeignKey("content.digest"))
    """The feedback page, HTML."""
    notebook: Mapped[str | None] = mapped_column(ForeignKey("content.digest"))
    """The notebook after its run; none where it could not be read."""
    receipt: Mapped[str] = mapped_column(Text, deferred=True)
    material: Mapped[str] = mapped_column(String(64))
    """Digest of the course material it was graded with."""
    problems: Mapped[str] = mapped_column(Text, default="", deferred=True)
    """Tracebacks of broken checks, for the instructor only."""
    seconds: Mapped[float] = mapped_column(default=0.0)
    made_at: Mapped[datetime] = mapped_column(default=now)
    recorded: Mapped[bool] = mapped_column(default=False, index=True)
    """Whether gradebook and results folder have it; only published results go there."""


class Regrade(Base):
    """Submissions of an assignment graded again, kept apart until somebody publishes or drops it; one at a time."""

    __tablename__ = "regrade"
    __table_args__ = (
        Index("one_unsettled_regrade", "assignment", unique=True, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(String(512), default="")
    state: Mapped[RegradeState] = mapped_column(default="running")
    made_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]


class Alert(Base):
    """Something an instructor should look at."""

    __tablename__ = "alert"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    """``not_gradable``, ``check_error``, ``material`` or ``record_failed``."""
    text: Mapped[str] = mapped_column(Text)
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime | None]


class Worker(Base):
    """A grading process."""

    __tablename__ = "worker"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str] = mapped_column(String(128))
    pid: Mapped[int]
    slots: Mapped[int]
    gpus: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), default="starting")
    """``starting``, ``ready``, ``stopping`` or ``gone``."""
    beats: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
