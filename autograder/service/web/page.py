"""Pages from templates: everything is escaped, and every page knows the course and who reads it.

return render(request, "student/assignments.html.jinja", caller, assignments=…)
"""

from __future__ import annotations

import functools
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from autograder.feedback import pages, report
from autograder.feedback.html import inline
from autograder.feedback.text import visible
from autograder.service import words
from autograder.service.tables import now
from autograder.service.web.context import Context
from autograder.service.web.static_files import address

if TYPE_CHECKING:
    from autograder.service.identity import Identity

__all__ = ["fragment", "render"]

_TEMPLATES = Path(__file__).parent / "templates"


def render(request: Request, name: str, caller: Identity | None, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page made from template ``name`` (a path below ``templates/``).

    Args:
        request: the one it answers.
        name: e.g. ``login.html.jinja``.
        caller: who reads it; None where nobody is signed in.
        status: the answer's HTTP status.
        values: what the template shows beside ``caller``, ``course_name``, ``csrf`` and ``path``.
    """
    context: Context = request.app.state.context
    html = fragment(
        name,
        caller=caller,
        course_name=context.course.name,
        csrf=caller.csrf if caller is not None else None,
        path=request.url.path,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def fragment(name: str, **values: Any) -> str:
    """A template alone, for the pieces that htmx puts into a page."""
    return _environment().get_template(name).render(now=now(), **values)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = pages.environment(_TEMPLATES)
    shared = jinja2.FileSystemLoader(pages.STYLE.parent)  # parts.html.jinja: icons, bars and tables of a feedback page
    environment.loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(_TEMPLATES), shared])
    environment.filters |= {"points": report.points, "inline": inline, "visible": visible, "moment": moment}
    environment.globals |= {"report": report, "words": words, "static": address}
    return environment


def moment(value: datetime, shown: str = "") -> Markup:
    """A point in time as ``<time>``: the exact one, or ``shown`` with the exact one beside it for who points at it."""
    exact = words.exact(value)
    stamp = value.isoformat(timespec="seconds")
    if not shown:
        return Markup('<time datetime="{}">{}</time>').format(stamp, exact)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, exact, shown)
