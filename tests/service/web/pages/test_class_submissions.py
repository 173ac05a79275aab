"""The table of submissions: what is found, in which order, on which page, with and without htmx; and its exports."""

from __future__ import annotations

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service import search
from autograder.service.database import Database
from autograder.service.tables import Person, now
from tests.service.seed import FLIPPED, MEAN, a_grade, graded, hand_in
from tests.service.web.callers import browser


@pytest.fixture
def ina(app: FastAPI, database: Database, course: Course) -> TestClient:
    """The instructor's browser; anna has two graded attempts, ben one and one that waits, a_b one."""
    with database.write() as db:
        db.add(Person(id="a_b", name="=Under_score, Ä", role="student"))
    graded(database, course, a_grade("anna", {"stride"}, known={"stride": MEAN}))
    graded(database, course, a_grade("anna", {"stride", "asymmetric"}, known={"asymmetric": FLIPPED}))
    graded(database, course, a_grade("ben", {"size"}, broken={"identity"}))
    graded(database, course, a_grade("a_b"))
    hand_in(database, course, "ben")
    return browser(app, database, "ina")


def rows(client: TestClient, query: str = "") -> list[tuple[str, str, str]]:
    """(student, attempt, state) of the table's rows."""
    page = BeautifulSoup(client.get(f"/class/first/submissions{query}").text, "html.parser")
    cells = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    return [(row[0].split()[-1], row[1], row[3]) for row in cells]


SEARCHES = {
    "": ["ben2", "a_b1", "ben1", "anna2", "anna1"],
    "?student=ANN": ["anna2", "anna1"],
    "?student=under_s": ["a_b1"],
    "?student=_b": ["a_b1"],
    "?student=%25": [],
    "?state=waiting": ["ben2"],
    "?state=check_error": ["ben1"],
    "?state=late": [],
    "?only=counting": ["a_b1", "ben1", "anna2"],
    "?misconception=flipped_kernel": ["anna2"],
    "?misconception=mean_pool": [],
    "?misconception=unknown": [],
    "?sort=oldest&only=counting": ["anna2", "ben1", "a_b1"],
    "?sort=student": ["a_b1", "anna2", "anna1", "ben2", "ben1"],
    "?sort=best": ["a_b1", "anna1", "ben1", "anna2", "ben2"],
    "?sort=worst": ["anna2", "anna1", "ben1", "a_b1", "ben2"],
}


def test_search_and_order(ina: TestClient) -> None:
    """By part of a name or id (% and _ are letters), state, misconception of what counts; without a score comes last."""
    for query, found in SEARCHES.items():
        assert [student + attempt for student, attempt, _ in rows(ina, query)] == found, query


def test_pages(ina: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two a page: every submission is on one page, links keep the search, and beyond the last page is the last."""
    monkeypatch.setattr(search, "PAGE", 2)
    pages = [rows(ina, f"?sort=student&page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({row[:2] for page in pages for row in page}) == 5
    assert rows(ina, "?sort=student&page=9") == pages[2]
    page = BeautifulSoup(ina.get("/class/first/submissions?sort=student&page=2").text, "html.parser")
    before, after = page.select("nav.pages a")
    assert before["href"] == "/class/first/submissions?sort=student&page=1"
    assert after["href"] == after["hx-get"] == "/class/first/submissions?sort=student&page=3"


def test_htmx_gets_the_table_alone(ina: TestClient) -> None:
    """The same rows, without the page around them."""
    answer = ina.get("/class/first/submissions?student=anna", headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<div id="found">')
    assert answer.text.count("<tr>") == 3


def test_scores_as_csv(ina: TestClient) -> None:
    """One row a student; points with a comma in no number, no formula is left one, and no result is no zero."""
    answer = ina.get("/class/first/scores.csv")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''first_scores.csv"
    assert answer.content.startswith("\ufeff".encode())
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][:6] == [
        "ID number", "Full name", "First (10)", "Slide a kernel over an image (6)", "Max pooling (3)", "Number of weights (1)",
    ]  # fmt: skip
    assert [row[:4] for row in table[1:]] == [
        ["a_b", "'=Under_score, Ä", "10", "6"],
        ["anna", "Anna", "6", "2"],
        ["ben", "Ben", "8", "4"],
    ]
    assert table[2][6:8] == ["needs_manual", "2"]


def test_students_without_a_result_have_empty_fields(app: FastAPI, database: Database) -> None:
    """Nothing handed in is not zero points; who left the course has no row."""
    with database.write() as db:
        db.add(Person(id="left", name="Left", role="student", left_at=now()))
    text = browser(app, database, "ina").get("/class/first/scores.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1:] == ["anna,Anna,,,,,", "ben,Ben,,,,,"]


def test_results_as_json(ina: TestClient) -> None:
    """The grades that count and their statistics."""
    found = ina.get("/class/first/results.json").json()
    assert [(one["student"], one["attempt"], one["grade"]["score"]) for one in found["results"]] == [
        ("a_b", 1, 10), ("anna", 2, 6), ("ben", 1, 8),
    ]  # fmt: skip
    assert found["statistics"]["students"] == 3
    assert json.dumps(found).count("flipped_kernel") == 2  # in the grade and in the statistics
