"""Single sign-on against a provider of its own: the right answer signs in, every wrong one does not."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from autograder.course import Course, OpenID
from autograder.errors import ConfigError
from autograder.service.database import Database
from autograder.service.tables import BrowserSession
from autograder.service.web.app import create_app
from autograder.service.web.pages import openid
from tests.service.oidc_provider import KEY, Faults, Provider

CALLBACK = "http://testserver/login/openid/callback"
ME = "/api/v1/me"
NOTE = "autograder-openid"
PUBLIC = KEY.as_pem(private=False)
"""The provider's public key, mistaken for a secret."""


@pytest.fixture
def service_url() -> str:
    """One kind of database is enough here: nothing but the sign-in itself is new."""
    return "sqlite:///service.db"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(CALLBACK) as provider:
        yield provider


@pytest.fixture
def sso_course(course: Course, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("AUTOGRADER_OPENID_SECRET", provider.client_secret)
    settings = OpenID(issuer=provider.issuer, client_id=provider.client_id, title="your campus account")
    return dataclasses.replace(course, service=dataclasses.replace(course.service, openid=settings))


@pytest.fixture
def app(sso_course: Course, database: Database) -> FastAPI:
    return create_app(sso_course, database)


def leave(client: TestClient, target: str = "/assignments/first") -> str:
    """Press the button; what the provider answers the browser, as an address of ours."""
    away = client.get("/login/openid", params={"next": target})
    assert away.status_code == 303
    back = httpx.get(away.headers["location"])
    assert back.status_code == 302
    return back.headers["location"]


def nobody(client: TestClient, database: Database, answer: httpx.Response, status: int = 400) -> None:
    """The answer is a kind page, and nobody is signed in."""
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert client.get(ME).status_code == 401
    with database.read() as db:
        assert db.query(BrowserSession).count() == 0


def test_signing_in(client, provider):
    """The person whom the provider names is signed in, with all scopes of the role, where they wanted to go."""
    assert "Sign in with your campus account" in client.get("/login").text
    answer = client.get(leave(client))
    assert (answer.status_code, answer.headers["location"]) == (303, "/assignments/first")
    assert client.get(ME).json()["id"] == "anna"
    assert client.get(ME).json()["scopes"] == ["submit", "read"]
    assert NOTE not in client.cookies
    [asked] = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert min(map(len, (asked["state"], asked["nonce"], asked["code_challenge"]))) >= 43


def test_it_leads_to_own_pages_only(client):
    """Whatever stands in the link of the button, nobody is led to another site."""
    assert client.get(leave(client, "https://evil.example/")).headers["location"] == "/"


def test_somebody_who_is_not_in_the_course(client, database, provider):
    """An account that the course does not know is refused kindly, with what to do, and escaped."""
    provider.person["preferred_username"] = "zoë<b>"
    answer = client.get(leave(client))
    nobody(client, database, answer, 403)
    assert "Please ask your instructor to add zoë&lt;b&gt;" in answer.text


def test_somebody_who_left_the_course(client, database):
    """Who was removed does not come back by single sign-on."""
    from autograder.service.people import remove_person

    with database.write() as db:
        remove_person(db, "anna")
    nobody(client, database, client.get(leave(client)), 403)


def test_a_claim_that_is_no_id(client, database, provider):
    """A missing, empty or odd claim identifies nobody."""
    for claim in (None, "", 7, ["anna"], "x" * 300, "a\x00b"):
        provider.person["preferred_username"] = claim
        answer = client.get(leave(client))
        nobody(client, database, answer, 403 if isinstance(claim, str) and claim else 400)


def test_a_claim_that_only_the_user_information_has(client, database, provider):
    """Where the ID token does not say the claim, the provider is asked, about the same person."""
    del provider.person["preferred_username"]
    provider.in_userinfo = {"preferred_username": "ben"}
    client.get(leave(client))
    assert client.get(ME).json()["id"] == "ben"
    client.cookies.clear()
    with database.write() as db:
        db.query(BrowserSession).delete()
    provider.faults = Faults(userinfo_sub="43")
    nobody(client, database, client.get(leave(client)))


def test_an_email_address_counts_only_if_verified(sso_course, database, provider):
    """Anybody may claim an address; only one that the provider has verified identifies."""
    settings = dataclasses.replace(sso_course.service.openid, claim="email")
    course = dataclasses.replace(sso_course, service=dataclasses.replace(sso_course.service, openid=settings))
    client = TestClient(create_app(course, database), follow_redirects=False)
    for verified in (False, None, "true"):
        provider.person |= {"email": "anna", "email_verified": verified}
        nobody(client, database, client.get(leave(client)))
    provider.person["email_verified"] = True
    client.get(leave(client))
    assert client.get(ME).json()["id"] == "anna"


NOW = int(time.time())
WRONG = {
    "wrong_nonce": (Faults(claims={"nonce": "another"}), "'nonce'"),
    "no_nonce": (Faults(claims={"nonce": None}), "'nonce'"),
    "wrong_audience": (Faults(claims={"aud": "another"}), "'aud'"),
    "no_audience": (Faults(claims={"aud": None}), "'aud'"),
    "no_authorized_party": (Faults(claims={"aud": ["grader", "another"]}), "'azp'"),
    "wrong_authorized_party": (Faults(claims={"aud": ["grader", "another"], "azp": "another"}), "'azp'"),
    "wrong_issuer": (Faults(claims={"iss": "https://evil.example"}), "'iss'"),
    "no_issuer": (Faults(claims={"iss": None}), "'iss'"),
    "expired": (Faults(claims={"exp": NOW - 600}), "expired"),
    "endless": (Faults(claims={"exp": None}), "'exp'"),
    "odd_expiry": (Faults(claims={"exp": "soon"}), "'exp'"),
    "from_the_future": (Faults(claims={"iat": NOW + 6000}), "'iat'|future|not yet valid"),
    "not_yet": (Faults(claims={"nbf": NOW + 6000}), "not yet valid"),
    "no_subject": (Faults(claims={"sub": None}), "'sub'"),
    "wrong_at_hash": (Faults(claims={"at_hash": "AAAA"}), "'at_hash'"),
    "wrong_signature": (Faults(key=RSAKey.generate_key(2048)), "BadSignature"),
    "alg_none": (Faults(algorithm="none"), "'none' is not"),
    "signed_with_our_secret": (Faults(algorithm="HS256"), "'HS256' is not"),
    "signed_with_the_public_key": (Faults(algorithm="HS256", key=PUBLIC), "'HS256' is not"),
    "empty": (Faults(id_token=""), "ID token is not valid"),  # no password
    "garbage": (Faults(id_token="a.b.c"), "ID token is not valid"),  # noqa: S106  # no password
    "huge": (Faults(id_token="x" * 300_000), "ID token is not valid"),
    "failing": (Faults(token_status=500), "answered 500"),
    "mixed_up": (Faults(say_iss="https://evil.example"), "names the issuer"),
}


def test_a_wrong_answer_signs_nobody_in(client, database, provider, caplog):
    """An ID token that is not for us, not for this attempt, not now, or not signed by the provider is worth nothing."""
    for name, (faults, why) in WRONG.items():
        provider.faults = faults
        nobody(client, database, client.get(leave(client)))
        assert re.search(why, caplog.messages[-1]), name


def test_another_attempts_state_is_refused(app, client, database):
    """An answer to somebody else's attempt signs nobody in: neither theirs in our browser nor ours without its note."""
    other = TestClient(app, follow_redirects=False)
    leave(client)
    nobody(client, database, client.get(leave(other)))
    with_note, without = leave(client), TestClient(app, follow_redirects=False)
    nobody(without, database, without.get(with_note))
    query = parse_qs(urlsplit(with_note).query)
    leave(client)
    for state in ("", "ü", "x", query["state"][0]):
        nobody(client, database, client.get(CALLBACK, params={"code": query["code"][0], "state": state}))


def test_a_code_works_once(client, database):
    """Whoever replays an answer, even with the note of the attempt, gets nothing."""
    back = leave(client)
    note = client.cookies[NOTE]
    assert client.get(back).status_code == 303
    client.cookies.clear()
    with database.write() as db:
        db.query(BrowserSession).delete()
    client.cookies.set(NOTE, note)
    nobody(client, database, client.get(back))


def test_a_code_of_another_attempt_is_refused(client, database):
    """A stolen code does not fit into another attempt: its verifier is another one (PKCE)."""
    stolen = parse_qs(urlsplit(leave(client)).query)["code"][0]
    own = parse_qs(urlsplit(leave(client)).query)["state"][0]
    nobody(client, database, client.get(CALLBACK, params={"code": stolen, "state": own}))


def test_a_forged_or_old_note_is_refused(client, database, monkeypatch):
    """The note of the attempt must be signed by this server, and fresh."""
    back = leave(client)
    note = client.cookies[NOTE]
    header, payload, signature = note.split(".")
    client.cookies.clear()
    for forged in (f"{header}.{payload}.{signature[::-1]}", f"eyJhbGciOiJub25lIn0.{payload}.", "x", ""):
        nobody(client, database, client.get(back, headers={"Cookie": f"{NOTE}={forged}"}))
    later = time.time() + 601
    monkeypatch.setattr(openid.time, "time", lambda: later)
    nobody(client, database, client.get(back, headers={"Cookie": f"{NOTE}={note}"}))


def test_the_providers_refusal_is_told(client, database):
    """When the person says no at the provider, or it refuses, nobody is signed in."""
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(CALLBACK, params={"error": "access_denied<script>", "state": state})
    nobody(client, database, answer)
    assert "access_denied" not in answer.text


def test_new_keys_of_the_provider_are_fetched(client, provider):
    """A provider that changes its keys while the server runs goes on working."""
    client.get(leave(client))
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "second"})
    client.cookies.clear()
    client.get(leave(client))
    assert client.get(ME).json()["id"] == "anna"


def test_a_provider_that_is_another_one_or_silent(client, database, provider):
    """Where the provider calls itself otherwise or does not answer, people are told so and the token still works."""
    provider.faults = Faults(issuer="https://evil.example")
    nobody(client, database, client.get("/login/openid"))
    provider.stop()
    nobody(client, database, client.get("/login/openid"))
    assert "Your access token" in client.get("/login").text


def test_without_single_sign_on_there_is_no_button(course, database):
    """Where it is not configured, its addresses lead to the form."""
    client = TestClient(create_app(course, database), follow_redirects=False)
    assert "/login/openid" not in client.get("/login").text
    assert client.get("/login/openid").headers["location"] == "/login"
    assert client.get(CALLBACK).headers["location"] == "/login"


def test_the_secret_must_be_there(sso_course, database, monkeypatch):
    """A server whose client secret is missing does not start, and says which variable to set."""
    monkeypatch.delenv("AUTOGRADER_OPENID_SECRET")
    with pytest.raises(ConfigError, match="AUTOGRADER_OPENID_SECRET"):
        create_app(sso_course, database)
