"""People's words for states, phases, times and places in the queue; pages, the client and messages all use these."""

from __future__ import annotations

from datetime import datetime, timedelta

from autograder.feedback.report import count, points

__all__ = [
    "ATTEMPTS_BACK", "PHASES", "PHASE_WORDS", "ROLE_WORDS", "STATE_WORDS", "ago", "attempts_left", "coarse", "due", "duration",
    "exact", "phase_words", "place", "score",
]  # fmt: skip

STATE_WORDS = {
    "queued": "Waiting",
    "running": "Being graded",
    "graded": "Graded",
    "not_gradable": "Attempt given back",
}
PHASE_WORDS = {
    "": "Waits for its turn",
    "preparing": "Reading your notebook",
    "running": "Running your cells",
    "checking": "Checking your answers",
    "recording": "Writing your feedback",
}
PHASES = tuple(PHASE_WORDS)
"""The phases in their order."""
ROLE_WORDS = {"student": "Student", "ci": "Program", "tutor": "Tutor", "instructor": "Instructor"}
ATTEMPTS_BACK = (
    "Our machine failed while it graded this notebook. That is not your fault and costs you nothing: your attempt was given "
    "back, and your teacher has been told. You can hand in again whenever you like."
)
_FEW, _MINUTE, _HOUR, _DAY = 5, 60, 3600, 86400


def phase_words(phase: str, step: int = 0, steps: int = 0) -> str:
    """What happens to a submission now: "Running your cells: 3 of 12"."""
    told = PHASE_WORDS.get(phase, PHASE_WORDS[""])
    return f"{told}: {min(step, steps)} of {steps}" if phase == "running" and steps > 0 else told


def place(position: int | None) -> str:
    """A 1-based place in the queue in words; empty where there is none."""
    if position is None or position < 1:
        return ""
    if position == 1:
        return "You are next"
    return "1 submission is before yours" if position == 2 else f"{position - 1} submissions are before yours"


def attempts_left(left: int | None, attempts: int) -> str:
    """How many submissions are still taken; ``left`` is None where there is no limit."""
    if left is None:
        return "As many attempts as you like"
    if left == 0:
        return "No attempts left"
    return f"{left} of {attempts} attempts left"


def score(given: float, most: float) -> str:
    """ "7.5 of 10 points"."""
    return f"{points(given)} of {count(most, 'point')}"


def duration(seconds: float) -> str:
    """A rough length of time: "a few seconds", "about 20 seconds", "about 3 minutes"."""
    rough = coarse(seconds)
    if rough < _FEW:
        return "a few seconds"
    if rough < _MINUTE:
        return f"about {rough} seconds"
    if rough < _HOUR:
        return f"about {_count(rough // _MINUTE, 'minute')}"
    return f"about {_count(rough // _HOUR, 'hour')}"


def coarse(seconds: float) -> int:
    """The length of time that :func:`duration` tells, in seconds."""
    if seconds < _FEW:
        return 0
    if seconds < 50:
        return round(seconds / 5) * 5
    if seconds < 50 * _MINUTE:
        return max(1, round(seconds / _MINUTE)) * _MINUTE
    return max(1, round(seconds / _HOUR)) * _HOUR


def due(moment: datetime, now: datetime) -> str:
    """ "due in 3 days", "was due 2 hours ago"."""
    seconds = (moment - now).total_seconds()
    return f"due in {_coarse(seconds)}" if seconds >= 0 else f"was due {_coarse(-seconds)} ago"


def ago(moment: datetime, now: datetime) -> str:
    """ "just now", "5 minutes ago", "3 days ago"."""
    seconds = (now - moment).total_seconds()
    return "just now" if seconds < _MINUTE else f"{_coarse(seconds)} ago"


def exact(moment: datetime) -> str:
    """ "Fri 30 Jan 2026, 18:00 (UTC+01:00)", on the server's clock."""
    local = moment.astimezone()
    zone = local.utcoffset() or timedelta()
    minutes = int(zone.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "-"
    offset = f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "UTC"
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # not strftime's: those follow the server's language
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    day = f"{days[local.weekday()]} {local.day} {months[local.month - 1]} {local.year}"
    return f"{day}, {local:%H:%M} ({offset})"


def _coarse(seconds: float) -> str:
    """A length of time, told by its largest useful unit and rounded down, so that "in 3 days" is never less than three."""
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return _count(int(seconds // _MINUTE), "minute")
    if seconds < 2 * _DAY:
        return _count(int(seconds // _HOUR), "hour")
    return _count(int(seconds // _DAY), "day")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
