"""The feedback page: one HTML file that needs no network and runs no script.

Its Content-Security-Policy allows the one style sheet by its hash and ``data:`` pictures, nothing else, so that even a mistake
in escaping could neither run code nor send anything.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.feedback import images, pages, report
from autograder.feedback.cells import Cell, shown_cells
from autograder.feedback.text import visible, visible_all
from autograder.grade import Grade, QuestionResult

__all__ = ["Segment", "inline", "render_html", "segments"]

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One question's part of the bar of all points; all numbers are percentages of the bar."""

    start: float
    width: float
    given: float
    open: float


def render_html(grade: Grade, notebook: Mapping[str, Any] | None, course_name: str, assignment_title: str) -> str:
    """The feedback page of one submission.

    Args:
        grade: the result; all of its texts are escaped.
        notebook: the executed notebook (nbformat 4); None where it could not be read or run.
        course_name: e.g. "Deep Learning".
        assignment_title: e.g. "Convolution by hand".

    Returns:
        A self-contained HTML document, to be stored as UTF-8.

    Raises:
        ValueError: a score is not a finite number.
    """
    grade = visible_all(grade)
    cells = shown_cells(notebook) if notebook is not None else ()
    style, policy = _style()
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            grade=grade,
            course_name=visible(course_name),
            assignment_title=visible(assignment_title),
            style=style,
            policy=policy,
            cells=cells,
            anchors=_anchors(cells),
            segments=segments(grade),
            pictures=[(picture, images.from_bytes(picture.png)) for picture in grade.pictures],
        )
    )


def inline(text: str) -> Markup:
    """``text`` escaped, with what stands between backticks as ``<code>``."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # an unpaired backtick stays one
        pieces[-2:] = ["`".join(pieces[-2:])]
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(piece) if odd % 2 else piece for odd, piece in enumerate(pieces))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = pages.environment(_TEMPLATES)
    environment.filters |= {"points": report.points, "inline": inline}
    environment.globals["report"] = report
    return environment


@functools.cache
def _style() -> tuple[Markup, str]:
    return pages.style(pages.STYLE, pictures=True)


def _anchors(cells: tuple[Cell, ...]) -> dict[str, str]:
    """Where a ``grade_id`` or a finding's ``cell 7`` stands on the page."""
    return {f"cell {cell.number}": cell.anchor for cell in cells} | {
        cell.grade_id: cell.anchor for cell in cells if cell.grade_id
    }


def segments(grade: Grade) -> list[Segment]:
    """The questions' parts of the bar of all points."""
    total = math.fsum(question.max_score for question in grade.questions)
    parts: list[Segment] = []
    start = 0.0
    for question in grade.questions if total > 0 else ():
        width = 100 * question.max_score / total
        parts.append(_segment(grade, question, start, width))
        start += width
    return parts


def _segment(grade: Grade, question: QuestionResult, start: float, width: float) -> Segment:
    whole = question.max_score or 1.0
    given, still = question.score / whole, report.open_points(grade, question) / whole
    return Segment(start=start, width=width, given=width * min(1.0, given), open=width * min(1.0, still))
