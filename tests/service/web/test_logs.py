"""Secrets are nowhere in the logs, by whichever door they come."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from autograder.service.access_log import AccessLog
from autograder.service.web.logs import Redact, guard_logs, redact
from tests.service.web.callers import COOKIE, bearer, browser, csrf_of, token


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything the process writes down from here on, as the web process sets it up."""
    root, text = logging.getLogger(), io.StringIO()
    handler, level, others = logging.StreamHandler(text), root.level, list(root.handlers)
    handler.setFormatter(logging.Formatter("%(asctime)s web: %(message)s"))
    root.handlers[:] = [handler]  # pytest's own would be guarded too, and stay so
    root.setLevel(logging.DEBUG)
    guard_logs()
    yield text
    root.handlers[:] = others
    root.setLevel(level)


@pytest.mark.parametrize(
    "secret",
    [
        "agt_Ru_inwE4PEr2Xeq4uDPy2LjT84WvUJOo2UXwimhJUes", "agt%5FRu_inwE4PEr2Xeq4uDPy2LjT84", "AGT_Ru_inwE4PEr2Xeq4uD",
        "ags_Ru_inwE4PEr2Xeq4uDPy2LjT84WvUJOo2UXwimhJUes", "agc_Ru-inwE4PEr2Xeq4uDPy2LjT84WvUJOo2UXwimhJUes",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdGF0ZSI6IngifQ.c2lnbmF0dXJl",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{}", "x{}", "token={}&x=1", "('cookie', b'autograder={}')", '{{"token": "{}"}}', "/api/{}/x"]
)
def test_secrets_are_recognised_anywhere(secret, around):
    """Tokens, cookies, CSRF tokens and signed notes are taken out of any text, which else stays as it was."""
    shown = redact(around.format(secret))
    assert shown == around.format("[secret]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def, x", "Authorization: Bearer [secret], x"),
        ("authorization: basic YWJj", "authorization: basic [secret]"),
        ("/login/openid/callback?code=abc&state=def", "/login/openid/callback?code=[secret]&state=[secret]"),
        ("the flag agt is unknown; stage_one failed", "the flag agt is unknown; stage_one failed"),
    ],
)
def test_what_stands_around_a_secret_tells_it(text, shown):
    """Other schemes' credentials and authorization codes are taken out by what stands before them; words stay."""
    assert redact(text) == shown


def test_a_record_loses_its_secrets_everywhere(log):
    """Message, arguments, traceback with its cause and stack hold none; no handler formats them once more."""
    secret = "agt_" + "x" * 43
    try:
        try:
            raise KeyError(secret)
        except KeyError as cause:
            raise ValueError(f"cannot read {secret}") from cause
    except ValueError:
        logging.getLogger("some.library").exception("args %s %r", secret, {"cookie": secret}, stack_info=True)
    logging.getLogger("some.library").error("odd %d", secret)
    logging.getLogger("some.library").error("a line\nINFO forged \x1b[2J")
    written = log.getvalue()
    assert "Traceback" in written
    assert "ValueError: cannot read [secret]" in written
    assert "KeyError: '[secret]'" in written
    assert "odd %d ('[secret]',)" in written
    assert "a line\\x0aINFO forged \\x1b[2J" in written
    assert secret not in written
    assert "x" * 43 not in written


def test_the_filter_leaves_the_rest_alone():
    """A record without secrets says what it said."""
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "%s of %d", ("one", 2), None)
    assert Redact().filter(record)
    assert record.getMessage() == "one of 2"


def test_no_request_writes_its_secrets_down(app, database, log, monkeypatch):
    """Tokens, cookies and CSRF tokens sent in headers, queries, forms, paths and names, rightly or not, are in no line."""
    secret, anna = token(database, "anna"), browser(app, database, "anna")
    cookie, csrf = anna.cookies[COOKIE], csrf_of(anna)

    @app.get("/api/broken/{what}")
    def broken(what: str, x: str = "") -> None:
        raise RuntimeError(f"cannot do {what} with {x}, {secret}, {cookie} and {csrf}")

    client = TestClient(AccessLog(app), follow_redirects=False, raise_server_exceptions=False)
    by_cookie, wrongly = {"Cookie": f"{COOKIE}={cookie}"}, bearer(secret + "x")
    everywhere = {"User-Agent": secret, "Referer": f"http://testserver/{secret}"}
    places = (secret, f"api/v1/submissions/{secret}", f"api/broken/{secret}", f"api/broken/{cookie}")
    for path in ("api/v1/me", "login", *places):
        for headers in ({}, bearer(secret), wrongly, {"Authorization": secret}, by_cookie):
            client.get(f"/{path}", params={"token": secret, "x": csrf}, headers=headers | everywhere)
    client.post("/login", data={"token": secret, "next": f"/{secret}"})
    client.post("/login", data={"token": secret + "x"})
    client.post("/login", content=f"token={secret}", headers={"Content-Type": f"text/{secret}"})
    client.post("/api/v1/tokens", json={"name": secret, "scopes": [secret]}, headers=bearer(secret))
    notebook = {"file": (secret, secret.encode())}
    client.post("/api/v1/submissions", data={"assignment": secret}, files=notebook, headers=bearer(secret))
    client.post("/logout", data={"csrf": csrf}, headers=by_cookie)
    client.request(secret, "/login")
    written = log.getvalue()
    assert "RuntimeError: cannot do [secret] with [secret], [secret], [secret] and [secret]" in written
    assert written.count("/api/v1/me 200") == 2
    assert "?" not in "".join(line for line in written.splitlines() if " ms" in line)
    for hidden in (secret, cookie, csrf):
        assert hidden not in written
        assert hidden[4:] not in written
