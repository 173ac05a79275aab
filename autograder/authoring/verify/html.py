"""The report as one HTML file that needs no network and runs no script; the kill matrix is its picture.

It looks like a feedback page (same style sheet) and has the same Content-Security-Policy.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import jinja2
from markupsafe import Markup

from autograder.authoring.verify import words
from autograder.authoring.verify.report import AssignmentReport, CourseReport, MisconceptionResult
from autograder.feedback import pages
from autograder.feedback.text import visible_all

__all__ = ["render_html"]

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class _Row:
    """One misconception's row of the matrix; ``cells`` holds ``alone``, ``kill`` or nothing, by check."""

    misconception: MisconceptionResult
    cells: tuple[str, ...]


def render_html(report: CourseReport) -> str:
    """A self-contained HTML document, to be stored as UTF-8."""
    style, policy = _style()
    page = _environment().get_template("verify.html.jinja")
    return page.render(report=visible_all(report), style=style, policy=policy, words=words, groups=_groups, spans=_spans)


def _groups(report: AssignmentReport) -> Iterator[tuple[str, list[_Row]]]:
    """(question, rows) of the matrix, in the order in which the checks' questions come."""
    order = list(dict.fromkeys(check.question for check in report.checks))
    place = {question: number for number, question in enumerate(order)}
    ranked = sorted(report.misconceptions, key=lambda one: (place.get(one.question, len(place)), one.name))
    for question, ones in groupby(ranked, key=lambda one: one.question):
        yield question, [_row(report, one) for one in ones]


def _row(report: AssignmentReport, one: MisconceptionResult) -> _Row:
    alone = len(one.killed_by) == 1 and not one.equivalent
    return _Row(one, tuple(("alone" if alone else "kill") * (check.check in one.killed_by) for check in report.checks))


def _spans(report: AssignmentReport) -> list[tuple[str, int]]:
    """(question, number of checks in a row) for the heads of the columns."""
    return [(question, len(list(checks))) for question, checks in groupby(report.checks, key=lambda check: check.question)]


@functools.cache
def _environment() -> jinja2.Environment:
    environment = pages.environment(_TEMPLATES)
    environment.filters["short"] = words.short
    return environment


@functools.cache
def _style() -> tuple[Markup, str]:
    return pages.style(pages.STYLE, _TEMPLATES / "verify.css", pictures=False)
