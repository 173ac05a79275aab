"""Signing in with a token, and out again."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from autograder.course import Course, Service
from autograder.service.tables import BrowserSession, Token
from autograder.service.tokens import revoke_token
from autograder.service.web.app import create_app
from autograder.service.web.refusals import own_path
from autograder.service.web.throttle import Failures
from tests.service.web.callers import COOKIE, bearer, browser, csrf_of, token

ME = "/api/v1/me"


def test_signing_in_and_out(client, database):
    """A pasted token signs in and leads on; signing out ends the session, not only the cookie."""
    form = client.get("/login?next=/assignments/first")
    assert form.status_code == 200
    assert 'name="next" value="/assignments/first"' in form.text
    answer = client.post("/login", data={"token": f" {token(database, 'anna')}\n", "next": "/assignments/first"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/assignments/first")
    assert client.get(ME).json()["id"] == "anna"
    assert client.get("/login").headers["location"] == "/"
    cookie = client.cookies[COOKIE]
    assert client.post("/logout").status_code == 403
    assert client.post("/logout", data={"csrf": csrf_of(client)}).headers["location"] == "/login"
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, cookie)
    assert client.get(ME).status_code == 401
    assert client.post("/logout").headers["location"] == "/login"


def test_the_cookie_is_protected(client, database):
    """Scripts cannot read it, other sites' posts do not carry it, and it ends with the session."""
    [header] = client.post("/login", data={"token": token(database, "anna")}).headers.get_list("set-cookie")
    assert re.fullmatch(r"autograder=ags_[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", header)


def test_over_https_the_cookie_is_bound_to_the_host(course, database):
    """Where people reach the server by https, no plain connection and no neighbouring host can set or see it."""
    service = Service(url="https://grader.example", database=course.service.database)
    safe = Course(name=course.name, course_id="dl", assignments=list(course.assignments), root=course.root, service=service)
    client = TestClient(create_app(safe, database), base_url="https://grader.example", follow_redirects=False)
    [header] = client.post("/login", data={"token": token(database, "anna")}).headers.get_list("set-cookie")
    assert header.startswith("__Host-autograder=")
    assert header.endswith("; HttpOnly; Max-Age=43200; Path=/; SameSite=lax; Secure")
    assert client.get(ME).json()["id"] == "anna"
    client.cookies.clear()
    assert client.get(ME, headers={"Cookie": header.partition(";")[0]}).json()["id"] == "anna"
    assert client.get(ME, headers={"Cookie": header.removeprefix("__Host-").partition(";")[0]}).status_code == 401


def test_a_session_is_fresh_at_every_sign_in(client, database):
    """Whatever session a browser had before, chosen by whomever, is not the one it has afterwards, and it is over."""
    client.cookies.set(COOKIE, "ags_chosen_by_somebody")
    client.post("/login", data={"token": token(database, "anna")})
    first = client.cookies.get(COOKIE, domain="testserver.local")
    assert first != "ags_chosen_by_somebody"
    client.cookies.clear()
    client.cookies.set(COOKIE, first)
    client.post("/login", data={"token": token(database, "ben")})
    with database.read() as db:
        assert [session.person_id for session in db.query(BrowserSession)] == ["ben"]


def test_a_session_allows_what_its_token_allows(client, database):
    """Who signs in with a token that can only read cannot submit, and is signed out when the token is revoked."""
    client.post("/login", data={"token": token(database, "ina", ["read"])})
    assert client.get(ME).json()["scopes"] == ["read"]
    with database.write() as db:
        revoke_token(db, db.query(Token).one().id)
    assert client.get(ME).status_code == 401


def test_a_wrong_token_is_told_kindly_and_not_shown(client):
    """The form comes back with what to do; what was typed stands nowhere in it."""
    for wrong in ("", "agt_wrong", "x" * 5000, "<script>alert(1)</script>", "agt_\x00", "agt_ü€"):
        answer = client.post("/login", data={"token": wrong, "next": "/assignments"})
        assert answer.status_code == 400, wrong
        assert "unknown, expired or revoked" in answer.text
        assert 'value="/assignments"' in answer.text
        assert not wrong or wrong not in answer.text
        assert "set-cookie" not in answer.headers


def test_tokens_of_programs_do_not_sign_in(client, database):
    """CI has no pages, and a token that can only submit would see none."""
    for person, scopes in (("robot", None), ("anna", ["submit"])):
        answer = client.post("/login", data={"token": token(database, person, scopes)})
        assert answer.status_code == 400
        assert "This token is for programs" in answer.text
        assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down(app, client, database):
    """After too many wrong tokens from an address even a right one has to wait."""
    app.state.failures = Failures(each=3)
    for _ in range(3):
        assert client.post("/login", data={"token": "agt_wrong"}).status_code == 400
    answer = client.post("/login", data={"token": token(database, "anna")})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Please wait 5 minutes" in answer.text or "Please wait 6 minutes" in answer.text


def test_another_site_signs_nobody_in_or_out(app, client, database):
    """A page elsewhere can neither sign a browser in as somebody else nor sign it out."""
    anna, bens = browser(app, database, "anna"), token(database, "ben")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post("/login", data={"token": bens}, headers=headers).status_code == 403
        assert COOKIE not in client.cookies
        assert anna.post("/logout", data={"csrf": csrf_of(anna)}, headers=headers).status_code == 403
        assert anna.get(ME).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "evil", "", None,
        "javascript:alert(1)", "/a\nb", "/\t/evil.example", " /x", "/login", "/login/openid", "/x\ud800",
    ],
)  # fmt: skip
def test_only_paths_of_this_server_are_led_to(target):
    """Whatever else stands in ``next`` leads to the start page."""
    assert own_path(target) == "/"


@pytest.mark.parametrize("target", ["/", "/assignments/first", "/class?tab=2#x", "/a//b", "/ä"])
def test_own_paths_are_kept(target):
    """Paths of this server are kept as they are."""
    assert own_path(target) == target


def test_the_form_escapes_where_it_leads(client):
    """What stands in the address cannot become part of the page."""
    page = client.get('/login?next=/"><script>x</script>').text
    assert "<script>x" not in page


def test_tokens_do_not_open_the_form(client, database):
    """A program that asks for the form gets it: only a browser's session leads on."""
    assert client.get("/login", headers=bearer(token(database, "anna"))).status_code == 200
