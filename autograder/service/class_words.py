"""Teachers' words for what happens to submissions, regrades and grading processes."""

from __future__ import annotations

from autograder.feedback.report import points
from autograder.grade import CheckStatus, GradeStatus
from autograder.service.comparison import Outcome
from autograder.service.search import Sort, State
from autograder.service.tables import JobState, RegradeState, ResultState

__all__ = [
    "ALERTS", "CHECKS", "GRADES", "JOBS", "OUTCOMES", "PHASES", "REGRADES", "RESULTS", "SORTS", "STATES", "WORKERS", "number",
    "percent", "seconds", "signed",
]  # fmt: skip

GRADES: dict[GradeStatus, str] = {
    "graded": "Graded",
    "needs_manual": "Waits for manual grading",
    "check_error": "A check broke",
    "unreadable": "Cannot be read",
    "infrastructure": "Not graded",
}
STATES: dict[State, str] = {
    "": "Any",
    "waiting": "Waiting or being graded",
    "graded": "Has a result",
    "needs_manual": "Waits for manual grading",
    "check_error": "A check broke",
    "unreadable": "Cannot be read",
    "not_gradable": "Not gradable: the machine failed",
    "late": "Late",
}
SORTS: dict[Sort, str] = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "student": "By student",
    "best": "Most points first",
    "worst": "Fewest points first",
}
JOBS: dict[JobState, str] = {
    "queued": "Waiting",
    "leased": "Being graded",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}
RESULTS: dict[ResultState, str] = {
    "published": "Published",
    "proposed": "Proposed by a regrade",
    "superseded": "Replaced",
    "dropped": "Dropped",
}
REGRADES: dict[RegradeState, str] = {
    "running": "Running",
    "ready": "Ready to decide",
    "published": "Published",
    "dropped": "Dropped",
}
OUTCOMES: dict[Outcome, str] = {
    "failed": "Could not be regraded",
    "better": "More points",
    "worse": "Fewer points",
    "other": "Other checks, equal points",
    "same": "Unchanged",
    "waiting": "Not regraded yet",
}
CHECKS: dict[CheckStatus | None, str] = {"passed": "passes", "failed": "fails", "error": "breaks", None: "does not exist"}
ALERTS = {
    "not_gradable": "Not gradable",
    "check_error": "A check broke",
    "material": "Material is wrong",
    "settings": "Settings have changed",
    "record_failed": "Not recorded",
}
WORKERS = {"starting": "Starting", "ready": "Ready", "stopping": "Stopping", "gone": "Gone", "silent": "Silent"}
PHASES = {
    "": "Starting",
    "preparing": "Reading the notebook",
    "running": "Running cells",
    "checking": "Checking",
    "recording": "Writing feedback",
}


def percent(share: float | None) -> str:
    """``0.625`` as "62 %"; a dash where nothing is known."""
    return "–" if share is None else f"{100 * share:.0f} %"


def number(value: float | None, digits: int = 2) -> str:
    """A number with a minus sign that is one; a dash where nothing is known."""
    if value is None:
        return "–"
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(difference: float) -> str:
    """ "+2", "−0.5", "0": points gained or lost."""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{points(abs(difference))}"


def seconds(value: float | None) -> str:
    """A measured time: "0.4 s", "12 s", "3 min", "2.5 h"."""
    if value is None:
        return "–"
    if value < 10:
        return f"{value:.1f} s"
    if value < 120:
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 7200 else f"{value / 3600:.1f} h"
