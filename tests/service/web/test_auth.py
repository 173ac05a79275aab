"""Who calls: tokens in their header, sessions with their CSRF token from our own pages, nobody else."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import FastAPI, Form
from starlette.testclient import TestClient

from autograder.service.tables import Token
from autograder.service.web.auth import BrowserCaller, Caller, MaybeCaller, require
from autograder.service.web.throttle import Failures
from tests.service.web.callers import COOKIE, bearer, browser, csrf_of, token

ME = "/api/v1/me"


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """The application with endpoints of each kind beside its own."""

    @app.post("/echo")
    def echo(caller: Caller, word: Annotated[str, Form()] = "") -> dict[str, str]:
        return {"person": caller.person, "word": word}

    @app.get("/people")
    def people(caller: BrowserCaller) -> str:
        return caller.person

    @app.get("/maybe")
    def maybe(caller: MaybeCaller) -> str | None:
        return None if caller is None else caller.person

    @app.get("/api/never")
    @app.get("/never")
    def never(caller: Caller) -> None:
        require(False, "Not you, <b>sorry</b>.")

    return app


def test_a_token_in_its_header_is_its_person(client, database):
    """The header identifies, whatever the case of its first word, and the use of the token is noted."""
    secret = token(database, "tom")
    for word in ("Bearer", "bearer"):
        answer = client.get(ME, headers={"Authorization": f"{word} {secret}"})
        assert answer.json()["id"] == "tom"
    with database.read() as db:
        assert db.query(Token).one().used_at is not None


def test_no_caller_is_401_for_programs(client):
    """Without anything the API answers 401 as JSON, and says how to sign in."""
    answer = client.get(ME)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "not_signed_in"


def test_a_useless_header_is_401(app, client, database):
    """What is no usable token is refused, also when a good session stands beside it."""
    anna = browser(app, database, "anna")
    for header in ("", "Bearer", "Bearer ", "Bearer agt_x", "Basic agt_x", "agt_x", "Bearer agt_ü", "Bearer " * 99):
        headers = {"Authorization": header.encode("latin-1")}
        assert client.get(ME, headers=headers).status_code == 401, header
        assert anna.get(ME, headers=headers).status_code == 401, header
    assert anna.get(ME).json()["id"] == "anna"


def test_tokens_in_addresses_forms_and_cookies_are_not_read(client, database):
    """A token counts in its header alone: addresses stand in logs and histories."""
    secret = token(database, "ina")
    for name in ("token", "access_token", "authorization", "Authorization", "bearer", "key"):
        assert client.get(ME, params={name: secret}).status_code == 401, name
        assert client.get(ME, params={name: f"Bearer {secret}"}).status_code == 401, name
        assert client.post("/echo", data={name: secret}).status_code == 303, name
        assert client.get(ME, headers={"Cookie": f"{COOKIE}={secret}; {name}={secret}"}).status_code == 401, name


def test_pages_lead_to_the_sign_in_and_back(client):
    """A person is led to the sign-in page, which knows where they wanted to go."""
    answer = client.get("/people?tab=2&x=%2F")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/people%3Ftab%3D2%26x%3D%252F")
    assert client.post("/echo", data={}).headers["location"] == "/login"
    piece = client.get("/people", headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["hx-redirect"]) == (401, "/login")
    assert client.get("/people", headers={"Accept": "text/event-stream"}).status_code == 401


def test_pages_for_browsers_take_no_token(client, database):
    """What only a browser may call leads a program to the sign-in page."""
    assert client.get("/people", headers=bearer(token(database, "ina"))).status_code == 303


def test_nobody_is_fine_where_nobody_is_asked_for(client, database, app):
    """A page for everybody knows its caller, or that there is none; a cookie of no use is none."""
    assert client.get("/maybe").json() is None
    assert client.get("/maybe", headers={"Cookie": f"{COOKIE}=ags_unknown"}).json() is None
    assert browser(app, database, "anna").get("/maybe").json() == "anna"


def test_a_form_needs_its_csrf_token(app, database):
    """With a cookie alone nothing is changed; with the session's token in field or header it is. Another's does not do."""
    anna, ben = browser(app, database, "anna"), browser(app, database, "ben")
    good, others = csrf_of(anna), csrf_of(ben)
    for wrong in ("", "x", others, good[:-1], good + "ü"):
        assert anna.post("/echo", data={"csrf": wrong}).status_code == 403
        assert anna.post("/echo", headers={"X-CSRF-Token": wrong.encode("latin-1")}).status_code == 403
    assert anna.post("/echo").status_code == 403
    assert anna.post("/echo", params={"csrf": good}).status_code == 403
    assert anna.post("/echo", json={"csrf": good}).status_code == 403
    assert anna.post("/echo", files={"csrf": ("csrf", good.encode())}).status_code == 403
    assert anna.post("/echo", data={"csrf": good, "word": "ä"}).json() == {"person": "anna", "word": "ä"}
    assert anna.post("/echo", headers={"X-CSRF-Token": good}, data={"word": "b"}).json()["word"] == "b"
    multipart = anna.post("/echo", data={"csrf": good, "word": "c"}, files={"file": b"x"})
    assert multipart.json()["word"] == "c"


def test_a_token_needs_no_csrf_token(client, database):
    """No browser sends a bearer header by itself, so a program needs nothing more, wherever it says to come from."""
    headers = bearer(token(database, "anna")) | {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post("/echo", headers=headers, data={"word": "x"}).json()["person"] == "anna"


ORIGINS = [
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
    ({"Origin": "http://testserver"}, True),
    ({"Origin": "http://testserver.evil.example"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
]
"""What browsers say about where a form comes from."""


def test_other_sites_pages_change_nothing(app, database):
    """Even with the right token a form of another site's page is refused."""
    anna = browser(app, database, "anna")
    csrf = csrf_of(anna)
    for headers, allowed in ORIGINS:
        answer = anna.post("/echo", data={"csrf": csrf}, headers=headers)
        assert answer.status_code == (200 if allowed else 403), headers


def test_a_refusal_is_a_page_or_json(app, database):
    """Forbidden says why, escaped in a page and as JSON for programs."""
    anna = browser(app, database, "anna")
    page = anna.get("/never")
    assert page.status_code == 403
    assert "Not you, &lt;b&gt;sorry&lt;/b&gt;." in page.text
    answer = anna.get("/api/never")
    assert answer.status_code == 403
    assert answer.json() == {"error": {"code": "forbidden", "message": "Not you, <b>sorry</b>."}}


def test_who_guesses_tokens_waits_and_who_has_one_does_not(app, client, database):
    """After too many wrong tokens an address is told to wait; a right token works all the same."""
    app.state.failures = Failures(each=3)
    for _ in range(3):
        assert client.get(ME, headers=bearer("agt_wrong")).status_code == 401
    answer = client.get(ME, headers=bearer("agt_wrong"))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 301
    assert client.get(ME, headers=bearer(token(database, "anna"))).status_code == 200


def test_who_left_is_nobody(app, database):
    """Token and session of somebody who was removed are worth nothing at the next request."""
    from autograder.service.people import remove_person

    secret, anna = token(database, "anna"), browser(app, database, "anna")
    assert anna.get(ME).status_code == 200
    with database.write() as db:
        remove_person(db, "anna")
    assert anna.get(ME).status_code == 401
    assert TestClient(app).get(ME, headers=bearer(secret)).status_code == 401
