"""Shadow regrades: start one, watch it, compare, publish or drop it after a second look."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.service.comparison import compare, progress
from autograder.service.regrade import RegradeRefused, Which, drop, publish, start_regrade
from autograder.service.tables import Regrade
from autograder.service.web.auth import BrowserCaller, Caller
from autograder.service.web.context import Context, Server
from autograder.service.web.errors import not_found
from autograder.service.web.pages.class_forms import NO_NUL, Number
from autograder.service.web.teaching import assignment_of, change, piece, read, see, teach

__all__ = ["router"]

router = APIRouter(prefix="/class/{assignment}/regrades", include_in_schema=False)

What = Literal["publish", "drop"]


@router.get("")
def show_all(request: Request, assignment: str, caller: Caller, server: Server) -> HTMLResponse:
    """All regrades of an assignment, and the form to start one."""
    read(caller)
    return _list(request, caller, server, assignment)


@router.post("")
def start(
    request: Request,
    assignment: str,
    caller: BrowserCaller,
    server: Server,
    reason: Annotated[str, Form(max_length=500, pattern=NO_NUL)] = "",
    which: Annotated[Which, Form()] = "counting",
) -> Response:
    """Start a regrade; nothing that students see changes."""
    change(caller)
    named = assignment_of(server.course, assignment)
    if not reason.strip():
        return _list(request, caller, server, assignment, problem="Please say why, for whoever looks at it later.", status=422)
    try:
        regrade = start_regrade(server.database, named.name, caller.person, reason, which=which)
    except RegradeRefused as no:
        return _list(request, caller, server, assignment, problem=no.message, reason=reason, status=409)
    return see(f"/class/{named.name}/regrades/{regrade.id}")


@router.get("/{regrade}")
def show(request: Request, assignment: str, regrade: Number, caller: Caller, server: Server) -> HTMLResponse:
    """How far a regrade is, and who changes by how much; the part that changes alone where htmx asks for it."""
    read(caller)
    with server.database.read() as db:
        found = _find(db, server, assignment, regrade)
        values = _values(db, server, found)
    return (piece if "hx-request" in request.headers else teach)(request, "regrade", caller, **values)


@router.get("/{regrade}/{what}")
def ask(request: Request, assignment: str, regrade: Number, what: What, caller: Caller, server: Server) -> HTMLResponse:
    """A second look before publishing or dropping."""
    change(caller)
    with server.database.read() as db:
        values = _values(db, server, _find(db, server, assignment, regrade))
    return teach(request, "regrade_confirm", caller, what=what, **values)


@router.post("/{regrade}/{what}")
def settle(request: Request, assignment: str, regrade: Number, what: What, caller: BrowserCaller, server: Server) -> Response:
    """Publish or drop; done twice it is done once."""
    change(caller)
    with server.database.read() as db:
        found = _find(db, server, assignment, regrade)
    try:
        (publish if what == "publish" else drop)(server.database, found.id)
    except RegradeRefused as no:
        with server.database.read() as db:
            values = _values(db, server, _find(db, server, assignment, regrade))
        return teach(request, "regrade", caller, status=409, problem=no.message, **values)
    return see(f"/class/{found.assignment}/regrades/{found.id}")


def _find(db: Session, server: Context, assignment: str, regrade: int) -> Regrade:
    named = assignment_of(server.course, assignment)
    found = db.get(Regrade, regrade)
    if found is None or found.assignment != named.name:
        raise not_found("regrade")
    return found


def _values(db: Session, server: Context, regrade: Regrade) -> dict[str, object]:
    return {
        "assignment": server.course.assignment(regrade.assignment),
        "regrade": regrade,
        "progress": progress(db, regrade.id),
        "comparison": compare(db, regrade),
    }


def _list(
    request: Request,
    caller: Caller,
    server: Context,
    assignment: str,
    *,
    problem: str = "",
    reason: str = "",
    status: int = 200,
) -> HTMLResponse:
    named = assignment_of(server.course, assignment)
    with server.database.read() as db:
        found = db.scalars(select(Regrade).where(Regrade.assignment == named.name).order_by(Regrade.id.desc())).all()
        rows = [(regrade, progress(db, regrade.id)) for regrade in found]
    unsettled = next((regrade for regrade in found if regrade.state in ("running", "ready")), None)
    return teach(
        request,
        "regrades",
        caller,
        status=status,
        assignment=named,
        rows=rows,
        unsettled=unsettled,
        problem=problem,
        reason=reason,
    )
