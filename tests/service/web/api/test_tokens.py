"""Tokens over the API: one's own, and others' by instructors."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from autograder.service.tables import Token
from tests.service.web.callers import bearer, browser, csrf_of, token

TOKENS, ME = "/api/v1/tokens", "/api/v1/me"


def make(client, secret: str, **wanted):
    body = json.dumps({"name": "laptop", "scopes": ["read"]} | wanted)  # httpx would refuse to send half characters
    return client.post(TOKENS, content=body, headers=bearer(secret) | {"Content-Type": "application/json"})


def test_making_listing_revoking(client, database):
    """A token is made with its secret shown once, works, is listed without it, and works no more once revoked."""
    mine = token(database, "anna")
    answer = make(client, mine, days=7, scopes=["submit", "read", "read"])
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert (made["person"], made["name"], made["scopes"]) == ("anna", "laptop", ["submit", "read"])
    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=6.9) < left < timedelta(days=7)
    assert client.get(ME, headers=bearer(made["secret"])).json()["id"] == "anna"
    listed = client.get(TOKENS, headers=bearer(mine))
    assert [row["name"] for row in listed.json()] == ["laptop", "a test"]
    assert made["secret"] not in listed.text
    assert "digest" not in listed.text
    for _ in range(2):
        assert client.delete(f"{TOKENS}/{made['id']}", headers=bearer(mine)).status_code == 204
    assert client.get(ME, headers=bearer(made["secret"])).status_code == 401
    assert client.get(TOKENS, headers=bearer(mine)).json()[0]["revoked_at"] is not None


def test_a_browser_makes_tokens_with_its_csrf_token(app, database):
    """A signed-in person makes one from a page of ours only."""
    anna = browser(app, database, "anna")
    wanted = {"name": "laptop", "scopes": ["read"]}
    assert anna.post(TOKENS, json=wanted).status_code == 403
    assert anna.post(TOKENS, json=wanted, headers={"X-CSRF-Token": csrf_of(anna)}).status_code == 201


def test_no_token_makes_a_stronger_or_longer_one(client, database):
    """What a token makes has its scopes at most and ends when it ends; so a leaked one cannot outlive its end."""
    reader = token(database, "anna", ["read"], days=2)
    assert make(client, reader, scopes=["read", "submit"]).status_code == 403
    made = make(client, reader, days=300).json()
    assert made["expires_at"] == client.get(ME, headers=bearer(reader)).json()["expires_at"]
    submitter = token(database, "anna", ["submit"])
    assert client.get(TOKENS, headers=bearer(submitter)).status_code == 403
    assert client.delete(f"{TOKENS}/{made['id']}", headers=bearer(submitter)).status_code == 404
    assert make(client, token(database, "tom"), scopes=["manage"]).status_code == 403


def test_others_tokens_are_the_instructors(client, database):
    """An instructor makes tokens of programs and students within their role, lists and revokes them; a student sees none."""
    ina, anna = token(database, "ina"), token(database, "anna")
    made = make(client, ina, person="robot", name="CI", scopes=["submit", "read"])
    assert made.status_code == 201
    assert client.get(ME, headers=bearer(made.json()["secret"])).json()["role"] == "ci"
    assert make(client, ina, person="robot", scopes=["manage"]).status_code == 422
    assert [row["name"] for row in client.get(TOKENS, params={"person": "robot"}, headers=bearer(ina)).json()] == ["CI"]
    for person in ("robot", "ina", "nobody", "../x"):
        assert make(client, anna, person=person).status_code == 403
        assert client.get(TOKENS, params={"person": person}, headers=bearer(anna)).status_code == 403
    assert client.delete(f"{TOKENS}/{made.json()['id']}", headers=bearer(anna)).status_code == 404
    assert client.delete(f"{TOKENS}/{made.json()['id']}", headers=bearer(ina)).status_code == 204
    limited = token(database, "ina", ["read", "submit"])
    assert make(client, limited, person="robot").status_code == 403


def test_instructors_do_not_make_each_others_tokens(client, database):
    """Nobody becomes another instructor over the API, but may stop a leaked token of theirs."""
    from autograder.service.people import add_person

    with database.write() as db:
        add_person(db, "ida", "", "instructor")
    ina, ida = token(database, "ina"), token(database, "ida")
    assert make(client, ina, person="ida").status_code == 403
    with database.read() as db:
        number = db.query(Token).filter_by(person_id="ida").one().id
    assert client.delete(f"{TOKENS}/{number}", headers=bearer(ina)).status_code == 204
    assert client.get(ME, headers=bearer(ida)).status_code == 401


UNFIT = [
        ({"scopes": []}, 422), ({"scopes": ["raed"]}, 422), ({"days": 0}, 422), ({"days": 366}, 422), ({"name": ""}, 422),
        ({"name": "a\u0000b"}, 422), ({"name": "\ud800"}, 422), ({"name": "x" * 129}, 422), ({"person": "nobody"}, 404),
        ({"person": "a\u0000"}, 404), ({"person": "\ud800"}, 422), ({"person": ""}, 404),
]  # fmt: skip


def test_unfit_wishes(client, database):
    """Wrong fields, unknown people and text that is none are named or not found; nothing is made."""
    ina = token(database, "ina")
    for wanted, status in UNFIT:
        answer = make(client, ina, **wanted)
        assert answer.status_code == status, wanted
        assert answer.json()["error"]["message"]
    with database.read() as db:
        assert db.query(Token).count() == 1


def test_unknown_numbers(client, database):
    """A number that is no token's is not found, one that can be none is invalid."""
    ina = token(database, "ina")
    for number, status in {"99": 404, "0": 422, "-1": 422, "2147483648": 422, "x": 422, "9" * 30: 422}.items():
        assert client.delete(f"{TOKENS}/{number}", headers=bearer(ina)).status_code == status, number


def test_me(client, database):
    """Who calls, with what role and token allow."""
    answer = client.get(ME, headers=bearer(token(database, "ina", ["manage", "read"]))).json()
    assert answer.pop("expires_at")
    assert answer == {"id": "ina", "name": "Ina", "role": "instructor", "scopes": ["read", "manage"]}
