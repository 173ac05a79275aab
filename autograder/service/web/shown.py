"""A submission as its page shows it: how far it is, and what was found; the same piece in the page and in its live updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.feedback.html import segments
from autograder.feedback.text import visible_all
from autograder.service import views, words
from autograder.service.database import Database, read_content
from autograder.service.tables import Submission
from autograder.service.views import SubmissionStatus
from autograder.service.web.live import News, Watcher
from autograder.service.web.page import fragment

__all__ = ["is_open", "news_of", "said", "watcher"]


_FIGURES = b'id="pictures"'
"""What a feedback page with figures has; no text of a student can hold it, because quotes are escaped."""


def is_open(status: SubmissionStatus) -> bool:
    """Whether something will still happen to the submission by itself."""
    return status.state in ("queued", "running")


def said(status: SubmissionStatus) -> str:
    """The state in one sentence; the same for all cells of the notebook, so that listening to it is bearable."""
    if status.state == "queued":
        return ". ".join(filter(None, [words.PHASE_WORDS[""], words.place(status.position)])) + "."
    if status.state == "running":
        return words.PHASE_WORDS.get(status.phase or "preparing", words.PHASE_WORDS["preparing"])
    if status.state == "graded" and status.score is not None and status.max_score is not None:
        return f"Graded: {words.score(status.score, status.max_score)}."
    return words.STATE_WORDS[status.state]


def news_of(db: Session, status: SubmissionStatus) -> News:
    """What the page of a submission shows of its progress, or of its result."""
    result = views.result_of(db, status.id) if status.state == "graded" else None
    if result is None:
        html = fragment("student/_progress.html.jinja", status=status, said=said(status))
        return News(said(status), html, last=not is_open(status))
    grade = visible_all(views.grade_of(result))
    figures = _FIGURES in read_content(db, result.feedback)
    archive = db.get_one(Submission, status.id).archive is not None
    html = fragment(
        "student/_result.html.jinja", status=status, grade=grade, segments=segments(grade), figures=figures, archive=archive
    )
    return News(said(status), html, last=True)


def watcher(course: Course, database: Database) -> Watcher:
    """The one that follows submissions of ``course`` for all open pages."""
    return Watcher(_Loader(course, database).load)


class _Loader:
    """Makes the news of many submissions; only what has changed since the last time is made anew."""

    def __init__(self, course: Course, database: Database) -> None:
        self._course, self._database = course, database
        self._known: dict[str, tuple[SubmissionStatus, News]] = {}

    def load(self, ids: frozenset[str]) -> Mapping[str, News]:
        """What pages show of the submissions ``ids``; unknown ones are left out."""
        found: dict[str, tuple[SubmissionStatus, News]] = {}
        with self._database.read() as db:
            for status in views.statuses_of(db, self._course, sorted(ids)):
                shown = _as_shown(status)
                before = self._known.get(status.id)
                if before is not None and before[0] == shown:
                    found[status.id] = before
                    continue
                try:
                    found[status.id] = shown, news_of(db, status)
                except InfrastructureError:  # one damaged result must not silence all other pages
                    continue
        self._known = found
        return {submission: news for submission, (_, news) in found.items()}


def _as_shown(status: SubmissionStatus) -> SubmissionStatus:
    """The status with its estimate as coarse as its words are: two that are equal look the same."""
    seconds = status.estimate_seconds
    return status if seconds is None else replace(status, estimate_seconds=words.coarse(seconds))
