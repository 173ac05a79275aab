"""The page on which people make tokens of their own, and what they do with them."""

from __future__ import annotations

import re

import pytest

from autograder.service.tables import Token
from autograder.service.tokens import find_token
from tests.service.web.callers import bearer, browser, csrf_of, token

ME = "/api/v1/me"
pytestmark = pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)  # the page asks the database nothing of its own


def secret_of(text: str) -> str:
    [found] = re.findall(r'id="secret" [^>]*value="(agt_[\w-]+)"', text)
    return str(found)


@pytest.mark.parametrize("person", ["anna", "tom", "ina"])
def test_a_token_is_made_and_shown_once(app, database, client, person):
    """It works at once, can submit and read but not manage, and no later page shows it."""
    mine = browser(app, database, person)
    made = mine.post("/tokens", data={"csrf": csrf_of(mine), "name": "my laptop", "days": "30"})
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    secret = secret_of(made.text)
    told = client.get(ME, headers=bearer(secret)).json()
    assert (told["id"], told["scopes"]) == (person, ["submit", "read"])
    later = mine.get("/tokens").text
    assert "my laptop" in later
    assert secret not in later


def test_the_commands_name_this_server(app, database, course):
    """They can be copied as they are: address and an assignment of the course stand in them."""
    shown = browser(app, database, "anna").get("/tokens").text
    assert f"--requirement {course.service.url}/client/requirements.txt" in shown
    assert f"autograder submit first.ipynb --server {course.service.url}" in shown
    assert "submit(assignment=&#34;first&#34;" in shown or 'submit(assignment="first"' in shown


def test_a_revoked_token_is_gone(app, database, client):
    """Its button makes it useless at once; the page no longer lists it."""
    mine = browser(app, database, "anna")
    secret = token(database, "anna", ["read"])
    with database.read() as db:
        number = find_token(db, secret)[0].id
    assert mine.post(f"/tokens/{number}/revoke").status_code == 403
    answer = mine.post(f"/tokens/{number}/revoke", data={"csrf": csrf_of(mine)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tokens")
    assert client.get(ME, headers=bearer(secret)).status_code == 401
    assert "None yet." in mine.get("/tokens").text


def test_others_tokens_are_neither_seen_nor_revoked(app, database):
    """Not even by an instructor, for whom there are the API and the command line."""
    secret = token(database, "anna")
    with database.read() as db:
        number = find_token(db, secret)[0].id
    for person in ("ben", "ina"):
        other = browser(app, database, person)
        assert f"/tokens/{number}/" not in other.get("/tokens").text
        assert other.post(f"/tokens/{number}/revoke", data={"csrf": csrf_of(other)}).status_code == 404
    with database.read() as db:
        assert db.get(Token, number).revoked_at is None


def test_a_form_without_its_csrf_token_makes_nothing(app, database):
    """Another site's page cannot make one."""
    mine = browser(app, database, "anna")
    assert mine.post("/tokens", data={"name": "x"}).status_code == 403
    assert "None yet." in mine.get("/tokens").text


@pytest.mark.parametrize("name", [" ", "a\x00b", "a\u202eb", "x" * 129])
def test_an_unfit_name_is_refused_with_a_reason(app, database, name):
    """The page says why, and no token is made."""
    mine = browser(app, database, "anna")
    answer = mine.post("/tokens", data={"csrf": csrf_of(mine), "name": name})
    assert answer.status_code == 422
    assert "No token was made" in answer.text
    assert "None yet." in mine.get("/tokens").text


def test_a_name_is_shown_as_text(app, database):
    """What somebody calls a token never becomes markup."""
    mine = browser(app, database, "anna")
    mine.post("/tokens", data={"csrf": csrf_of(mine), "name": "<script>alert(1)</script>"})
    assert "<script>alert" not in mine.get("/tokens").text


def test_a_token_cannot_make_one_here(client, database):
    """Programs use the API, where a token's scopes and end bound what it can make."""
    answer = client.post("/tokens", data={"name": "x"}, headers=bearer(token(database, "anna")))
    assert answer.headers["location"].startswith("/login")
