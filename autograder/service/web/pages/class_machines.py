"""The queue and the machines that grade."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from autograder.service.machines import machines
from autograder.service.overview import alerts_of
from autograder.service.web.auth import Caller
from autograder.service.web.context import Server
from autograder.service.web.teaching import piece, read, teach

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/class/machines")
def show(request: Request, caller: Caller, server: Server) -> HTMLResponse:
    """What waits, what runs and who works on it; the part that changes alone where htmx asks for it."""
    read(caller)
    with server.database.read() as db:
        found = machines(db, server.course)
        if "hx-request" in request.headers:
            return piece(request, "machines", caller, machines=found)
        return teach(request, "machines", caller, machines=found, alerts=alerts_of(db))
