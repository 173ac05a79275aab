"""Published results, copied from the database to where nbgrader and people look for them.

``submitted/``, the gradebook, ``autograded/`` and ``results/`` hold for each student what counts: the latest submission that
was graded. Each result is copied after it was stored, again after a crash in between, and until the gradebook takes it;
grading never waits for that.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select, update

from autograder.errors import AutograderError
from autograder.grade import Grade
from autograder.gradebook.write import ensure_assignment, open_gradebook
from autograder.grading.batch import Finished, result_key, write_results
from autograder.grading.receipt import Receipt
from autograder.service.alerts import alert_once
from autograder.service.counting import counting
from autograder.service.database import Database, read_content
from autograder.service.material import Materials, Stamp
from autograder.service.submitted import write_submitted
from autograder.service.tables import Result, Submission

__all__ = ["Projection", "ProjectionThread"]

log = logging.getLogger(__name__)
_BATCH = 50
_PAUSES = (5.0, 15.0, 60.0)
"""Seconds until a result that was refused is tried again."""
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class _Published:
    """One result and its submission, read from the database."""

    result: int
    submission: str
    student: str
    assignment: str
    counts: bool
    received_at: datetime
    submitted: bytes
    archive: str | None
    finished: Finished
    material: str
    receipt: Receipt


class Projection:
    """Copies results; one object in one thread."""

    def __init__(self, database: Database, materials: Materials) -> None:
        self._database, self._materials = database, materials
        self._refused: dict[int, tuple[int, float]] = {}
        """By result: how often it was refused, and when it is tried again."""
        self._entered: dict[str, Stamp] = {}
        """By assignment: the material with which the gradebook has it."""

    def run_once(self) -> int:
        """Copy what is not recorded yet and due; how many results were settled.

        Raises InfrastructureError when the service's database refuses.
        """
        due = self._due()
        if not due:
            return 0
        with contextlib.ExitStack() as stack:
            try:
                gradebook = stack.enter_context(open_gradebook(self._materials.course))
            except AutograderError as problem:
                for result in due:
                    self._refuse(result, problem)
                return 0
            return sum(self._settle(result, gradebook) for result in due)

    def _due(self) -> list[int]:
        """The next results to copy, in the order they were made."""
        with self._database.read() as db:
            wanted = select(Result.id).where(Result.state == "published", Result.recorded.is_(False)).order_by(Result.id)
            waiting = db.scalars(wanted).all()
        still = set(waiting)
        self._refused = {result: known for result, known in self._refused.items() if result in still}
        now = time.monotonic()
        return [result for result in waiting if self._refused.get(result, (0, 0.0))[1] <= now][:_BATCH]

    def _settle(self, result: int, gradebook: object) -> bool:
        """Copy one result and remember that; False when the gradebook or the disk refuses it."""
        found = self._read(result)
        if found is None:  # superseded a moment ago
            return False
        if found.counts:
            try:
                self._copy(found, gradebook)
            except Exception as problem:  # whatever one result runs into, the others are copied all the same
                self._entered.pop(found.assignment, None)
                self._refuse(result, problem)
                return False
        with self._database.write() as db:
            db.execute(update(Result).where(Result.id == result, Result.state == "published").values(recorded=True))
        return True

    def _read(self, result: int) -> _Published | None:
        with self._database.read() as db:
            row = db.execute(
                select(Result, Submission, Result.grade, Result.receipt, Result.problems)
                .join(Submission, Submission.id == Result.submission_id)
                .where(Result.id == result, Result.state == "published")
            ).first()
            if row is None:
                return None
            made, submission, grade, receipt, problems = row
            mine = select(Submission.id).where(Submission.id == submission.id)
            return _Published(
                result=result,
                submission=submission.id,
                student=submission.person_id,
                assignment=submission.assignment,
                counts=db.scalar(mine.where(Submission.id.in_(counting(submission.assignment)))) is not None,
                received_at=submission.received_at,
                submitted=read_content(db, submission.content),
                archive=submission.archive,
                finished=Finished(
                    grade=msgspec.json.decode(grade, type=Grade),
                    notebook=None if made.notebook is None else read_content(db, made.notebook).decode(),
                    html=read_content(db, made.feedback).decode(),
                    problems=(problems,) if problems else (),
                ),
                material=made.material,
                receipt=msgspec.json.decode(receipt, type=Receipt),
            )

    def _copy(self, found: _Published, gradebook: object) -> None:
        course = self._materials.course
        assignment = course.assignment(found.assignment)
        ready = self._materials.of(assignment.name)
        if self._entered.get(assignment.name) != ready.stamp:  # takes longer than all the rest
            ensure_assignment(gradebook, course, assignment, ready.material.source)
            self._entered[assignment.name] = ready.stamp
        write_submitted(self._database, course, assignment, found.student, found.submitted, found.archive)
        write_results(
            course,
            assignment,
            found.finished,
            gradebook,
            found.received_at,
            result_key(found.material, found.receipt.statement.submission),
            found.receipt,
        )

    def _refuse(self, result: int, problem: Exception) -> None:
        tries = self._refused.get(result, (0, 0.0))[0]
        self._refused[result] = (tries + 1, time.monotonic() + _PAUSES[min(tries, len(_PAUSES) - 1)])
        log.warning("result %s is not recorded yet: %s", result, problem)
        text = (
            f"Results wait to be written to the gradebook and will be, without anybody's doing, once this is mended: {problem}"
        )
        alert_once(self._database, "record_failed", text)


class ProjectionThread:
    """A projection that runs beside grading. Leaving the block copies what is there, once more, and ends it."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._wake, self._ended = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="projection", daemon=True)

    def __enter__(self) -> ProjectionThread:
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended = True
        self._wake.set()
        self._thread.join(timeout=10.0)  # what is left is copied after the next start

    def wake(self) -> None:
        """There is something new."""
        self._wake.set()

    def _run(self) -> None:
        while True:
            ended = self._ended
            self._wake.clear()
            try:
                while self._projection.run_once():
                    pass
            except Exception as problem:  # whatever happens here must not end the recording of later results
                log.warning("results are not recorded for now: %s: %s", type(problem).__name__, problem)
            if ended:
                return
            self._wake.wait(_LOOK_SECONDS)
