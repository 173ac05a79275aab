"""A submission's state in words, for a line of text."""

from __future__ import annotations

from autograder.client.api import Status
from autograder.client.transport import plain
from autograder.feedback import report
from autograder.service import words

__all__ = ["line", "outcome", "score"]


def line(status: Status) -> str:
    """What happens to the submission now: place in the queue, phase, and how long it may take."""
    if status.state == "not_gradable":
        return words.ATTEMPTS_BACK
    if status.state == "graded":
        return f"Graded: {score(status)}" if status.score is not None else "Graded"
    if status.state == "queued":
        told = [words.STATE_WORDS["queued"], words.place(status.position).lower()]
    elif status.phase:
        told = [words.phase_words(plain(status.phase), status.step, status.steps)]
    else:
        told = [words.STATE_WORDS["running"]]
    if status.estimate_seconds is not None:
        told.append(f"{words.duration(status.estimate_seconds)} to go")
    return ", ".join(filter(None, told))


def outcome(status: Status) -> str:
    """How it ended, in a sentence or two; where it stands, if it has not ended."""
    if status.state != "graded":
        return line(status)
    told = plain(status.message or "").rstrip(".")
    return f"{score(status)}. {told}." if told else score(status)


def score(status: Status) -> str:
    """ "7.5 of 10 points", or what stands in its place."""
    if status.grade_status == "unreadable":
        return "could not be read, 0 points"
    if status.score is None or status.max_score is None:
        return "–"
    return f"{report.points(status.score)} of {report.count(status.max_score, 'point')}"
