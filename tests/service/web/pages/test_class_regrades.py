"""Regrades on their pages: start with a reason, watch, compare, and publish or drop after a second look."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import lease
from tests.service.seed import a_grade, grade_next, graded, published
from tests.service.web.callers import browser, csrf_of

HERE = "/class/first/regrades"


@pytest.fixture
def ina(app: FastAPI, database: Database, course: Course) -> TestClient:
    """The instructor's browser; anna and ben have results."""
    graded(database, course, a_grade("anna", {"stride"}))
    graded(database, course, a_grade("ben"))
    return browser(app, database, "ina")


def post(client: TestClient, path: str, **fields: str):
    return client.post(path, data={"csrf": csrf_of(client), **fields})


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def test_from_start_to_published(ina: TestClient, database: Database) -> None:
    """The page follows the grading, shows who changes, asks once more, and then students have the new results."""
    started = post(ina, HERE, reason="mended the stride")
    page = started.headers["location"]
    assert started.status_code == 303
    assert "Grading: 0 of 2" in text_of(ina.get(page))
    assert 'hx-trigger="every 2s"' in ina.get(page).text
    grade_next(database, a_grade("anna"))
    assert "Grading: 1 of 2" in text_of(ina.get(page, headers={"HX-Request": "true"}))
    grade_next(database, a_grade("ben", {"negative"}))
    ready = ina.get(page)
    assert "hx-trigger" not in ready.text
    assert "Ready to decide" in text_of(ready)
    assert "Anna attempt 1 8 10 +2 More points The kernel moves by the stride: passes (before: fails)" in text_of(ready)
    assert "Ben attempt 1 10 9 −1 Fewer points" in text_of(ready)
    assert "1 get more points, 1 fewer" in text_of(ina.get(f"{page}/publish"))
    assert sorted(result.score for result in published(database).values()) == [8, 10]
    assert post(ina, f"{page}/publish").headers["location"] == page
    assert sorted(result.score for result in published(database).values()) == [9, 10]
    assert "Published" in text_of(ina.get(page))
    assert post(ina, f"{page}/publish").status_code == 303
    answer = post(ina, f"{page}/drop")
    assert answer.status_code == 409
    assert "was published" in text_of(answer)


def test_dropping(ina: TestClient, database: Database) -> None:
    """A running one can be dropped; nothing waits any more, and another can be started."""
    page = post(ina, HERE, reason="x").headers["location"]
    assert "2 waiting ones cancelled" in text_of(ina.get(f"{page}/drop"))
    post(ina, f"{page}/drop")
    assert lease(database, "w1") is None
    assert "nothing changed" in text_of(ina.get(page))
    assert post(ina, HERE, reason="y").status_code == 303


def test_a_reason_is_needed_and_only_one_at_a_time(ina: TestClient) -> None:
    """Both are told on the page, and nothing is started."""
    assert "Please say why" in text_of(post(ina, HERE, reason="  "))
    page = post(ina, HERE, reason="x").headers["location"]
    listed = ina.get(HERE)
    assert "neither published nor dropped" in text_of(listed)
    assert 'name="reason"' not in listed.text
    again = post(ina, HERE, reason="y")
    assert again.status_code == 409
    assert "decide on it first" in text_of(again)
    answer = post(ina, f"{page}/publish")
    assert answer.status_code == 409
    assert "still running" in text_of(answer)


def test_an_assignment_without_results_is_not_regraded(ina: TestClient) -> None:
    """There is nothing to grade again."""
    answer = post(ina, "/class/second/regrades", reason="x")
    assert answer.status_code == 409
    assert "nothing to regrade" in text_of(answer)
