"""What a person sees after handing in: a small value that shows itself well in a notebook and in a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from autograder.client import words
from autograder.client.api import Api, Question, Status
from autograder.client.transport import plain
from autograder.feedback import report

__all__ = ["Outcome", "outcome_of"]

_CELL = "text-align:left;padding:0.15em 1em 0.15em 0"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A submission and, once it is graded, its points."""

    submission: str
    """The server's id of it; empty where nothing was handed in."""
    student: str
    assignment: str
    title: str
    attempt: int
    state: str
    """``queued``, ``running``, ``graded``, ``not_gradable``, or ``not_sent`` while this notebook is itself being graded."""
    status: str
    """``GradeStatus`` of :mod:`autograder.grade`; empty until it is graded."""
    score: float | None
    max_score: float | None
    late: bool
    questions: tuple[Question, ...]
    message: str
    """One sentence about the state, or the points."""
    feedback: str
    """Address of the feedback page; empty until it is graded."""

    def __repr__(self) -> str:
        lines = [self.heading]
        lines += [f"  {plain(question.title)}: {self.points_of(question)}" for question in self.questions]
        if self.feedback:
            lines.append(f"Feedback: {self.feedback}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The same for a notebook; every text escaped, no script."""
        rows = "".join(_row("td", plain(question.title), self.points_of(question)) for question in self.questions)
        table = f"<table>{_row('th', 'Question', 'Points')}{rows}</table>" if rows else ""
        address = escape(self.feedback, quote=True)
        link = f'<p><a href="{address}" target="_blank" rel="noopener noreferrer">Read the feedback</a></p>' if address else ""
        return f"<p><strong>{escape(self.heading)}</strong></p>{table}{link}"

    def points_of(self, question: Question) -> str:
        """ "2 of 3", or that a person still gives them."""
        whole = report.points(question.max_score)
        waits = question.manual and self.status != "graded"
        return f"waits for a person (of {whole})" if waits else f"{report.points(question.score)} of {whole}"

    @property
    def heading(self) -> str:
        """The whole in one line."""
        which = f", attempt {self.attempt}" if self.attempt else ""
        late = " (late)" if self.late else ""
        return plain(f"{self.title or self.assignment}{which}{late}: {self.message}")


def outcome_of(api: Api, status: Status) -> Outcome:
    """The outcome of a submission, with its questions if it is graded."""
    graded = status.state == "graded"
    return Outcome(
        submission=status.id,
        student=status.student,
        assignment=status.assignment,
        title=status.title or status.assignment,
        attempt=status.attempt,
        state=status.state,
        status=status.grade_status or "",
        score=status.score,
        max_score=status.max_score,
        late=status.late,
        questions=api.result(status.id).questions if graded else (),
        message=words.outcome(status),
        feedback=api.feedback_page(status.id) if graded else "",
    )


def _row(tag: str, *texts: str) -> str:
    return "<tr>" + "".join(f'<{tag} style="{_CELL}">{escape(text)}</{tag}>' for text in texts) + "</tr>"
