"""What a person sees in a notebook or a terminal after handing in."""

from __future__ import annotations

import bs4

from autograder.client.api import Question
from autograder.client.outcome import Outcome

BAD = "<img src=x onerror=alert(1)>\x1b[31m\"'"


def outcome(**changed: object) -> Outcome:
    questions = (
        Question(grade_id="a", title="Slide", score=1.5, max_score=2.0),
        Question(grade_id="b", title="Why?", score=0, max_score=1.0, manual=True),
    )
    values: dict[str, object] = {
        "submission": "0" * 16, "student": "anna", "assignment": "conv", "title": "Convolution", "attempt": 2, "late": False,
        "state": "graded", "status": "graded", "score": 1.5, "max_score": 3.0, "message": "1.5 of 3 points",
        "feedback": "https://x.org/f", "questions": questions,
    }  # fmt: skip
    return Outcome(**{**values, **changed})  # type: ignore[arg-type]  # the tests name the fields


def test_a_terminal_shows_points_and_the_feedback_s_address() -> None:
    """Title, attempt, points in all, points of each question, address."""
    assert repr(outcome()).splitlines() == [
        "Convolution, attempt 2: 1.5 of 3 points",
        "  Slide: 1.5 of 2",
        "  Why?: 0 of 1",
        "Feedback: https://x.org/f",
    ]


def test_what_a_person_grades_is_open_until_the_grade_is_final() -> None:
    """A manual question without its person's points is not 0 of 1."""
    assert "Why?: waits for a person (of 1)" in repr(outcome(status="needs_manual"))


def test_a_late_submission_says_so() -> None:
    assert "attempt 2 (late)" in repr(outcome(late=True))


def test_a_notebook_shows_the_same_as_a_table() -> None:
    """Question and points in a row, and a link to the feedback."""
    page = bs4.BeautifulSoup(outcome()._repr_html_(), "html.parser")
    assert [row.get_text("|") for row in page.find_all("tr")] == ["Question|Points", "Slide|1.5 of 2", "Why?|0 of 1"]
    assert page.find("a")["href"] == "https://x.org/f"


def test_no_text_becomes_markup_or_commands() -> None:
    """Titles, messages and addresses are shown as text wherever they come from."""
    bad = outcome(title=BAD, message=BAD, feedback=BAD, questions=(Question(grade_id="a", title=BAD, score=0, max_score=1),))
    page = bs4.BeautifulSoup(bad._repr_html_(), "html.parser")
    assert {tag.name for tag in page.find_all(True)} <= {"p", "strong", "table", "tr", "th", "td", "a"}
    assert all(set(tag.attrs) <= {"style", "href", "target", "rel"} for tag in page.find_all(True))
    assert page.find("a")["href"] == BAD
    assert "\x1b" not in repr(outcome(title=BAD, message=BAD))
