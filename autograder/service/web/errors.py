"""How everything that goes wrong is answered: JSON for programs, a page for people, never a traceback.

``{"error": {"code": "no_attempts", "message": "…"}}``. What nobody foresaw gets an id that stands in the answer and in the log.
"""

from __future__ import annotations

import http
import logging
import secrets

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autograder.errors import AutograderError, InfrastructureError, SubmissionError
from autograder.service.submit import Refused, Why
from autograder.service.web.auth import is_api
from autograder.service.web.page import render

__all__ = ["ApiError", "Errors", "add_error_answers", "answer", "documented", "not_found"]

_log = logging.getLogger(__name__)

RETRY_SECONDS = 10
"""When a caller may try again after the machine failed."""
_REFUSED: dict[Why, int] = {"no_attempts": 409, "key_taken": 409, "too_often": 429, "unknown_student": 404}
_CODES = {
    400: "bad_request", 401: "not_signed_in", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 408: "too_slow",
    409: "conflict", 413: "too_large", 414: "address_too_long", 415: "wrong_type", 421: "wrong_host", 422: "invalid",
    429: "too_often", 431: "headers_too_large", 500: "internal", 503: "unavailable",
}  # fmt: skip
_HEADINGS = {
    404: "There is no such page",
    413: "This file is too large",
    429: "Please wait a little",
    503: "Please try again soon",
}


class ErrorBody(BaseModel):
    """What went wrong."""

    code: str
    """For programs: one word of a fixed list."""
    message: str
    """For people."""


class ErrorAnswer(BaseModel):
    """The body of every answer of 4xx and 5xx."""

    error: ErrorBody


class ApiError(Exception):
    """An error answer that an endpoint has decided on."""

    def __init__(self, status: int, message: str, code: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers
        self.code = code or _CODES[status]


def not_found(what: str = "submission") -> ApiError:
    """The answer for what is not there, and for what the caller may not see."""
    return ApiError(404, f"There is no such {what}.")


def documented(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The ``responses=`` of an endpoint that may answer with these errors."""
    return {status: {"model": ErrorAnswer, "description": http.HTTPStatus(status).phrase} for status in statuses}


def answer(request: Request, status: int, message: str, code: str = "", headers: dict[str, str] | None = None) -> Response:
    """The error as its caller reads it."""
    if is_api(request):
        return JSONResponse({"error": {"code": code or _CODES.get(status, "error"), "message": message}}, status, headers)
    heading = _HEADINGS.get(status, "That did not work")
    page = render(request, "refused.html.jinja", None, status=status, heading=heading, message=message)
    page.headers.update(headers or {})
    return page


def add_error_answers(app: FastAPI) -> None:
    """Give ``app`` an answer for every exception there is; that of last resort is :class:`Errors`."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(SubmissionError, _unreadable)
    app.add_exception_handler(InfrastructureError, _unavailable)
    app.add_middleware(Errors)


async def _api_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, ApiError)
    return answer(request, problem.status, problem.message, problem.code, problem.headers)


async def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    plain = {404: "There is nothing at this address.", 405: f"This address does not take {request.method}."}
    message = plain.get(problem.status_code, problem.detail)
    return answer(request, problem.status_code, message, headers=dict(problem.headers or {}))


async def _invalid(request: Request, problem: Exception) -> Response:
    """What is wrong with each field; never its value, which may be a secret."""
    assert isinstance(problem, RequestValidationError)
    told = [f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in problem.errors()[:5]]
    return answer(request, 422, "; ".join(told))


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refused)
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    return answer(request, _REFUSED[problem.why], problem.message, problem.why, headers)


async def _unreadable(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, SubmissionError)
    return answer(request, 422, f"This file cannot be taken: {problem.reason}.", "unreadable")


async def _unavailable(request: Request, problem: Exception) -> Response:
    _log.error("%s %s: %s", request.method, request.url.path, problem)
    message = "Our server cannot do this right now. Nothing was lost; please try again in a little while."
    return answer(request, 503, message, headers={"Retry-After": str(RETRY_SECONDS)})


class Errors:
    """ASGI middleware that answers what nothing else did with 500 and an id; the traceback goes to the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except ClientDisconnect:
            _log.info("%s %s: the caller hung up", scope["method"], scope["path"])
        except Exception as problem:
            name = secrets.token_hex(4)
            known = isinstance(problem, AutograderError)
            _log.error("error %s: %s %s: %s", name, scope["method"], scope["path"], problem, exc_info=not known)
            if started:
                raise
            message = f"Something went wrong on our side. If it happens again, please tell your teacher this number: {name}"
            await answer(Request(scope), 500, message)(scope, receive, send)
