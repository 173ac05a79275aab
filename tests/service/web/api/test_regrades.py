"""Regrades over the API: instructors start, publish and drop, tutors look, nobody else does either."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from tests.service.seed import a_grade, grade_next, graded, published
from tests.service.web.callers import bearer, token

URL = "/api/v1/regrades"


@pytest.fixture
def ina(database: Database, course: Course) -> dict[str, str]:
    """The instructor's header; anna and ben have results."""
    graded(database, course, a_grade("anna", {"stride"}))
    graded(database, course, a_grade("ben"))
    return bearer(token(database, "ina"))


def test_start_compare_publish(client: TestClient, database: Database, ina: dict[str, str]) -> None:
    """A whole regrade: what is started is listed, details name who changes, publishing twice is publishing once."""
    started = client.post(URL, json={"assignment": "first", "reason": "mended"}, headers=ina)
    assert started.status_code == 201
    number = started.json()["id"]
    assert (started.json()["state"], started.json()["total"], started.json()["done"]) == ("running", 2, 0)
    assert client.post(f"{URL}/{number}/publish", headers=ina).json()["error"]["code"] == "still_running"
    grade_next(database, a_grade("anna"))
    grade_next(database, a_grade("ben"))
    found = client.get(f"{URL}/{number}", headers=ina).json()
    assert (found["state"], found["counts"]["better"], found["counts"]["same"], found["mean_difference"]) == ("ready", 1, 1, 1)
    [first, _] = found["changes"]
    assert (first["student"], first["old_score"], first["new_score"], first["difference"]) == ("anna", 8, 10, 2)
    assert first["checks"] == [
        {"check": "test_conv2d::test_stride", "title": "The kernel moves by the stride", "old": "failed", "new": "passed"}
    ]
    for _ in range(2):
        answer = client.post(f"{URL}/{number}/publish", headers=ina)
        assert (answer.status_code, answer.json()["state"]) == (200, "published")
    assert [result.score for result in published(database).values()] == [10, 10]
    assert [one["id"] for one in client.get(f"{URL}?assignment=first", headers=ina).json()] == [number]
    assert client.get(f"{URL}?assignment=second", headers=ina).json() == []


def test_what_is_refused(client: TestClient, database: Database, ina: dict[str, str]) -> None:
    """A second one at a time, an assignment without results or that does not exist, no reason, an unknown number."""
    number = client.post(URL, json={"assignment": "first", "reason": "x"}, headers=ina).json()["id"]
    for body, status, code in (
        ({"assignment": "first", "reason": "x"}, 409, "another_open"),
        ({"assignment": "second", "reason": "x"}, 409, "nothing_graded"),
        ({"assignment": "third", "reason": "x"}, 404, "not_found"),
        ({"assignment": "first", "reason": ""}, 422, "invalid"),
        ({"assignment": "first", "reason": "a\0b"}, 422, "invalid"),
    ):
        answer = client.post(URL, json=body, headers=ina)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), body
    for path in (f"{URL}/99/publish", f"{URL}/99/drop"):
        assert client.post(path, headers=ina).status_code == 404
    assert client.get(f"{URL}/99", headers=ina).status_code == 404
    assert client.post(f"{URL}/{number}/drop", headers=ina).json()["state"] == "dropped"
    assert client.post(f"{URL}/{number}/publish", headers=ina).json()["error"]["code"] == "settled"


def test_who_may(client: TestClient, database: Database, ina: dict[str, str]) -> None:
    """Tutors look; students, programs and an instructor's token that only reads cannot start or settle one."""
    number = client.post(URL, json={"assignment": "first", "reason": "x"}, headers=ina).json()["id"]
    tutor = bearer(token(database, "tom"))
    assert client.get(f"{URL}/{number}", headers=tutor).status_code == 200
    others = [tutor, bearer(token(database, "ina", ["read", "submit"])), bearer(token(database, "anna"))]
    others.append(bearer(token(database, "robot")))
    for who in others:
        assert client.post(URL, json={"assignment": "first", "reason": "x"}, headers=who).status_code == 403
        for action in ("publish", "drop"):
            assert client.post(f"{URL}/{number}/{action}", headers=who).status_code == 403
    for who in others[2:]:
        assert client.get(URL, headers=who).status_code == 403
        assert client.get(f"{URL}/{number}", headers=who).status_code == 403
    assert client.get(URL).status_code == 401
    assert client.get(f"{URL}/{number}", headers=ina).json()["state"] == "running"
