"""Whatever a student writes, and wherever: no page and no answer lets it run."""

from __future__ import annotations

import json
import re
from collections import deque

import msgspec
import nbformat
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.feedback.html import render_html
from autograder.grade import Finding, Grade
from autograder.service.database import Database
from autograder.service.queue import finish, lease
from autograder.service.tables import Person
from tests.service.seed import NOTEBOOK, a_grade, outcome
from tests.service.web.callers import bearer, browser, token
from tests.service.xss import PAYLOADS, notebook_bytes, problems

PRINTABLE = [payload for payload in PAYLOADS if payload.isascii() and payload.isprintable() and len(payload) < 128]


def hostile_grade(student: str, payload: str) -> Grade:
    """A grade in which every text that can come from the student's code is ``payload``."""
    grade = a_grade(student, ["stride", "largest"])
    questions = tuple(
        msgspec.structs.replace(
            question,
            checks=tuple(
                msgspec.structs.replace(check, message=payload) if check.message else check for check in question.checks
            ),
        )
        for question in grade.questions
    )
    findings = (
        Finding(kind="unknown_cell", cell=payload, message=payload),
        Finding(kind="cell_error", cell="cell 1", message=payload),
    )
    return msgspec.structs.replace(grade, questions=questions, findings=findings)


def hand_in(client: TestClient, database: Database, payload: str, number: int, data: bytes = NOTEBOOK) -> str:
    """Upload with the payload as file name, and as idempotency key where a header can hold it; the submission's id."""
    name = payload.replace("\\", "\\\\").replace('"', "%22").replace("\n", "%0A").replace("\x1b", "")
    body = (
        b'--b\r\nContent-Disposition: form-data; name="assignment"\r\n\r\nfirst\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode()
        + b'.ipynb"\r\n\r\n'
        + data
        + b"\r\n--b--\r\n"
    )
    key = re.sub(r"\s", "_", payload) if payload in PRINTABLE else str(number)
    headers = bearer(token(database, "anna")) | {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": key}
    answer = client.post("/api/v1/submissions", headers=headers, content=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def grade_it(database: Database, course: Course, payload: str, data: bytes = NOTEBOOK) -> None:
    """Grade the next submission with a real feedback page."""
    held = lease(database, "w1")
    assert held is not None
    grade = hostile_grade("anna", payload)
    page = render_html(grade, nbformat.reads(data.decode(), as_version=4), course.name, "First")
    assert finish(database, held, outcome(grade, page=page))


@pytest.fixture
def service_url() -> str:
    """One kind of database is enough: pages do not know which it is."""
    return "sqlite:///service.db"


@pytest.fixture
def hostile(client: TestClient, course: Course, database: Database) -> list[str]:
    """Ids of submissions with a payload each in every field, graded; the first has all of them in its notebook."""
    with database.write() as db:
        db.execute(update(Person).where(Person.id == "anna").values(name=PAYLOADS[3]))
    anna = bearer(token(database, "anna"))
    for payload in PRINTABLE[::6]:
        wanted = {"name": payload, "scopes": ["read"]}
        assert client.post("/api/v1/tokens", json=wanted, headers=anna).status_code == 201
    ids = []
    for number, payload in enumerate(PAYLOADS[::6]):
        data = notebook_bytes() if number == 0 else NOTEBOOK
        ids.append(hand_in(client, database, payload, number, data))
        grade_it(database, course, payload, data)
    return ids


def crawl(client: TestClient, most: int = 60) -> dict[str, str]:
    """Every page that can be reached by links, as HTML by address."""
    found: dict[str, str] = {}
    waiting = deque(["/"])
    while waiting and len(found) < most:
        address = waiting.popleft()
        if address in found or address.startswith(("/static", "/logout", "/api/v1")):
            continue
        answer = client.get(address)
        if answer.status_code in (302, 303, 307):
            waiting.append(answer.headers["location"])
            continue
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            found[address] = answer.text
            waiting += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', answer.text)]
    return found


@pytest.mark.parametrize("person", ["anna", "tom", "ina"])
def test_no_page_lets_it_run(app: FastAPI, database: Database, hostile: list[str], person: str) -> None:
    """No page that a student, a tutor or an instructor can reach holds an element or attribute that a payload made."""
    pages = crawl(browser(app, database, person))
    assert len(pages) > (4 if person == "anna" else 8), sorted(pages)
    assert any(hostile[0] in address for address in pages)
    found = {address: problems(html) for address, html in pages.items()}
    assert {address: what for address, what in found.items() if what} == {}


def test_no_file_name_is_markup(app: FastAPI, database: Database, hostile: list[str]) -> None:
    """Names of files and people stand on the pages as text: escaped, and not lost."""
    text = "".join(crawl(browser(app, database, "ina")).values())
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_answers_for_programs_are_no_pages(client: TestClient, database: Database, hostile: list[str]) -> None:
    """JSON, XML and Markdown are sent as such, never to be sniffed, and hold no markup of a student."""
    headers = bearer(token(database, "anna"))
    for submission in hostile:
        for kind in ("", "/result", "/results.json", "/junit", "/markdown", "/receipt", "/notebook", "/feedback"):
            answer = client.get(f"/api/v1/submissions/{submission}{kind}", headers=headers)
            assert answer.status_code == 200
            assert answer.headers["x-content-type-options"] == "nosniff"
            html = answer.headers["content-type"].startswith("text/html")
            assert html is (kind == "/feedback")
            if html:
                assert problems(answer.text) == []
                assert "sandbox" in answer.headers["content-security-policy"]
            elif kind == "/markdown":
                assert "<" not in answer.text
            elif kind == "/junit":
                assert "<script" not in answer.text
            else:
                json.loads(answer.content)


def test_the_search_would_find_something() -> None:
    """Every payload that browsers take for markup is noticed where a page forgets to escape it."""
    unnoticed = [payload for payload in PAYLOADS if payload.startswith("<") and not problems(f"<p>{payload}</p>")]
    assert [payload[:12] for payload in unnoticed] == ["<javascript:", "<![CDATA[<sc", "<scr\u200bipt>ale"]
    assert problems("<input value='\" onfocus=alert(1)'>") == []
