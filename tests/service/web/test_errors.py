"""Whatever goes wrong is answered in the caller's language, and tells nothing it should not."""

from __future__ import annotations

import logging
import re

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from autograder.errors import AuthorError, AutograderError, InfrastructureError, SubmissionError
from autograder.service.database import Database
from autograder.service.submit import Refused
from autograder.service.web.errors import ApiError, not_found
from tests.service.web.callers import bearer, token

SECRET = "/srv/course/tests/hidden: expected 17.25"  # noqa: S105  # something that must not be told
CASES: list[tuple[Exception, int, str]] = [
    (ApiError(409, "No."), 409, "conflict"),
    (ApiError(404, "No.", "no_result"), 404, "no_result"),
    (not_found(), 404, "not_found"),
    (HTTPException(418, "teapot"), 418, "error"),
    (Refused("no_attempts", "No more."), 409, "no_attempts"),
    (Refused("key_taken", "Taken."), 409, "key_taken"),
    (Refused("too_often", "Wait.", 90), 429, "too_often"),
    (Refused("unknown_student", "Who?"), 404, "unknown_student"),
    (SubmissionError(SECRET, "it is no notebook"), 422, "unreadable"),
    (InfrastructureError(SECRET), 503, "unavailable"),
    (AuthorError(SECRET), 500, "internal"),
    (ZeroDivisionError(SECRET), 500, "internal"),
    (ExceptionGroup(SECRET, [ValueError(SECRET)]), 500, "internal"),
]


@pytest.fixture
def service_url() -> str:
    """One kind of database is enough: error answers do not know which it is."""
    return "sqlite:///service.db"


def raising(app: FastAPI, *problems: Exception) -> None:
    """Let two addresses for each problem, one for programs and one for people, end with it: ``…/fail/0``, ``…/fail/1``, …"""

    def fail(number: int) -> None:
        raise problems[number]

    app.add_api_route("/api/v1/fail/{number}", fail)
    app.add_api_route("/fail/{number}", fail)


def test_programs_get_json(app: FastAPI, client: TestClient) -> None:
    """An error of any kind has its status, its code and a message that hides what is for others."""
    raising(app, *(problem for problem, _, _ in CASES))
    for number, (problem, status, code) in enumerate(CASES):
        answer = client.get(f"/api/v1/fail/{number}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json"), problem
        assert answer.json()["error"]["code"] == code
        assert SECRET not in answer.text
        assert "Traceback" not in answer.text


def test_people_get_a_page(app: FastAPI, client: TestClient) -> None:
    """The same errors are pages with a way on for people."""
    raising(app, *(problem for problem, _, _ in CASES))
    for number, (problem, status, _) in enumerate(CASES):
        answer = client.get(f"/fail/{number}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8"), problem
        assert 'href="/"' in answer.text
        assert SECRET not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_callers_hear_when_to_come_back(app: FastAPI, client: TestClient) -> None:
    """Who is too fast, or meets a machine that fails, is told how long to wait."""
    raising(app, Refused("too_often", "Wait.", 90))
    assert client.get("/api/v1/fail/0").headers["retry-after"] == "90"


@pytest.mark.parametrize("problem", [ZeroDivisionError(SECRET), AuthorError(SECRET)])
def test_the_log_says_what_the_answer_does_not(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture, problem: Exception
) -> None:
    """The number in the answer leads to the whole story in the log."""
    raising(app, problem)
    with caplog.at_level(logging.ERROR):
        told = client.get("/api/v1/fail/0").json()["error"]["message"]
    [number] = re.findall(r"\b[0-9a-f]{8}\b", told)
    [record] = [record for record in caplog.records if number in record.getMessage()]
    assert SECRET in record.getMessage()
    assert bool(record.exc_info) is not isinstance(problem, AutograderError)


def test_who_hangs_up_is_no_error(app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """A caller that goes away while sending leaves no alarm."""
    raising(app, ClientDisconnect())
    with caplog.at_level(logging.WARNING), pytest.raises((AssertionError, RuntimeError)):
        TestClient(app, base_url="http://testserver").get("/api/v1/fail/0")  # no answer was sent, which this client cannot take
    assert caplog.records == []


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/me", 405)])
def test_unknown_addresses_are_json_for_programs(client: TestClient, method: str, path: str, status: int) -> None:
    """Below /api, even what does not exist answers in JSON."""
    answer = client.request(method, path)
    assert (answer.status_code, set(answer.json()["error"])) == (status, {"code", "message"})


@pytest.mark.parametrize("path", ["/nothing", "/assignments/<script>alert(1)</script>/x", "/static/../../../etc/passwd"])
def test_unknown_addresses_are_pages_for_people(client: TestClient, path: str) -> None:
    """Elsewhere it is a page, on which nothing of the address runs."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_refused_values_are_not_repeated(client: TestClient, database: Database) -> None:
    """A value that was refused may be a secret in the wrong field: it is not in the answer."""
    wrong = {"name": {"agt_secret": "agt_secret"}, "scopes": ["agt_secret"]}
    answer = client.post("/api/v1/tokens", json=wrong, headers=bearer(token(database, "anna")))
    assert answer.status_code == 422
    assert "agt_secret" not in answer.text
