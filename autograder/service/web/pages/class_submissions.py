"""The table of an assignment's submissions: search, sort and page on the server; and its exports."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from autograder.service.export import results_json, scores_csv
from autograder.service.overview import class_results
from autograder.service.search import Search, Sort, State, search
from autograder.service.web.auth import Caller
from autograder.service.web.context import Server
from autograder.service.web.pages.class_forms import NO_NUL
from autograder.service.web.teaching import assignment_of, attachment, piece, read, teach

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/class/{assignment}/submissions")
def show(
    request: Request,
    assignment: str,
    caller: Caller,
    server: Server,
    student: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = "",
    state: Annotated[State, Query()] = "",
    misconception: Annotated[str, Query(max_length=200)] = "",
    only: Annotated[str, Query(pattern="^(counting)?$")] = "",
    sort: Annotated[Sort, Query()] = "newest",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Submissions, the newest first; the table alone where htmx asks for it."""
    read(caller)
    named = assignment_of(server.course, assignment)
    with server.database.read() as db:
        results = class_results(db, named.name)
        wanted = Search(
            student=student,
            state=state,
            counting=bool(only) or bool(misconception),  # misconceptions are known of what counts
            within=results.recognised.get(misconception, frozenset()) if misconception else None,
            sort=sort,
            page=page,
        )
        found = search(db, named.name, wanted)
    asked = {"student": student, "state": state, "misconception": misconception, "only": only, "sort": sort}
    values = {
        "assignment": named,
        "found": found,
        "wanted": wanted,
        "misconception": misconception,
        "only": only,
        "here": f"/class/{named.name}/submissions?" + urlencode({name: text for name, text in asked.items() if text}),
        "misconceptions": results.statistics.misconceptions,
    }
    if "hx-request" in request.headers:
        return piece(request, "submissions", caller, **values)
    return teach(request, "submissions", caller, **values)


@router.get("/class/{assignment}/scores.csv")
def scores(assignment: str, caller: Caller, server: Server) -> Response:
    """The scores as Moodle, ILIAS and spreadsheets read them."""
    read(caller)
    named = assignment_of(server.course, assignment)
    with server.database.read() as db:
        text = scores_csv(db, named)
    headers = {"Content-Disposition": attachment(f"{named.name}_scores.csv")}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/class/{assignment}/results.json")
def results(assignment: str, caller: Caller, server: Server) -> Response:
    """Everything that is known of the results that count."""
    read(caller)
    named = assignment_of(server.course, assignment)
    with server.database.read() as db:
        data = results_json(db, named)
    headers = {"Content-Disposition": attachment(f"{named.name}_results.json")}
    return Response(data, media_type="application/json", headers=headers)
