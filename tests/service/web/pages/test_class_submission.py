"""One submission for teachers: what happened to it, its files, the way to formgrader, and grading it again."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.again import grade_again
from autograder.service.database import Database
from autograder.service.queue import STRIKES, lease, strike
from autograder.service.submit import Upload, submit
from autograder.service.tables import Job, Person, Submission
from autograder.service.web.app import create_app
from tests.service.seed import NOTEBOOK, a_grade, feedback_of, grade_next, graded, published
from tests.service.web.callers import browser, csrf_of


def text_of(client: TestClient, path: str) -> str:
    return BeautifulSoup(client.get(path).text, "html.parser").get_text(" ", strip=True)


def test_failures_and_what_broke_are_told(app: FastAPI, database: Database, course: Course) -> None:
    """The machine's last failure, its strikes, and the traceback of a broken check stand on the page."""
    submission = submit(database, course, Upload(student="anna", assignment="first", notebook=NOTEBOOK)).id
    for reason in ("no memory left", "no memory at all"):
        held = lease(database, "w1")
        assert held is not None
        strike(database, held, reason)
    grade_next(database, a_grade("anna", broken={"size"}), problems="Traceback (most recent call last)\nKeyError: 42")
    page = text_of(browser(app, database, "ina"), f"/class/submissions/{submission}")
    assert "KeyError: 42" in page
    assert "Broke" in page
    assert "Anna , attempt 1" in page
    with database.read() as db:
        assert db.scalars(select(Job.strikes)).all() == [2]


@pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
def test_files_are_saved_not_shown(app: FastAPI, database: Database, course: Course) -> None:
    """Notebook, archive, executed notebook and receipt come as attachments, whatever the student's id holds."""
    with database.write() as db:
        db.add(Person(id='ö"\r\n x', name="", role="student"))
    upload = Upload(student='ö"\r\n x', assignment="first", notebook=NOTEBOOK, archive=b"PK\3\4 bytes")
    submission = submit(database, course, upload).id
    grade_next(database, a_grade('ö"\r\n x'))
    client = browser(app, database, "ina")
    for kind, end, data in (
        ("notebook", ".ipynb", NOTEBOOK), ("archive", ".zip", b"PK\3\4 bytes"), ("executed", "_executed.ipynb", NOTEBOOK),
        ("receipt", "_receipt.json", '{"statement": "…"}'.encode()),
    ):  # fmt: skip
        answer = client.get(f"/class/submissions/{submission}/files/{kind}")
        assert answer.content == data
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''%C3%B6%22%0D%0A%20x_first_1{end}"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
def test_feedback_pages_keep_their_own_policy(app: FastAPI, database: Database, course: Course) -> None:
    """Every result's page can be read, in a sandbox without scripts, with a way back."""
    grade = a_grade("anna", {"stride"})
    submission = graded(database, course, grade, page=feedback_of(grade))
    result = published(database)[submission].id
    answer = browser(app, database, "tom").get(f"/class/submissions/{submission}/results/{result}/feedback")
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert "script-src" not in answer.headers["content-security-policy"]
    assert f'href="/class/submissions/{submission}"' in answer.text


@pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
def test_formgrader_is_linked_where_there_is_one(course: Course, database: Database) -> None:
    """The link leads to the student's notebooks of the assignment, with every name quoted."""
    with database.write() as db:
        db.add(Person(id="Jürgen Groß", name="", role="student"))
    submission = graded(database, course, a_grade("Jürgen Groß"))
    service = dataclasses.replace(course.service, formgrader="http://127.0.0.1:8888/formgrader/")
    client = browser(create_app(dataclasses.replace(course, service=service), database), database, "ina")
    page = BeautifulSoup(client.get(f"/class/submissions/{submission}").text, "html.parser")
    link = page.find("a", string=lambda text: text and "formgrader" in text) or page.select_one("a[href*=formgrader]")
    assert link["href"] == "http://127.0.0.1:8888/formgrader/manage_students/J%C3%BCrgen%20Gro%C3%9F/first"
    assert link["rel"] == ["noopener", "noreferrer"]


def test_grading_again_replaces_the_result(app: FastAPI, database: Database, course: Course) -> None:
    """One click queues one job, a second one none; the new result is published and the old one kept as replaced."""
    submission = graded(database, course, a_grade("anna", {"stride"}))
    client = browser(app, database, "ina")
    path = f"/class/submissions/{submission}"
    for _ in range(2):
        answer = client.post(f"{path}/again", data={"csrf": csrf_of(client)})
        assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "It is on its way already" in text_of(client, path)
    assert grade_next(database, a_grade("anna")) == submission
    assert lease(database, "w1") is None
    assert published(database)[submission].score == 10
    assert "Replaced" in text_of(client, path)


def test_what_could_not_be_graded_can_be_graded_again(database: Database, course: Course) -> None:
    """After the machine was mended the submission gets its result, and counts as an attempt again."""
    submission = submit(database, course, Upload(student="anna", assignment="second", notebook=NOTEBOOK)).id
    fail(database)
    assert state(database, submission) == "not_gradable"
    assert grade_again(database, submission)
    assert grade_next(database, a_grade("anna", assignment="second")) == submission
    assert state(database, submission) == "graded"


def test_a_result_stays_where_grading_again_fails(database: Database, course: Course) -> None:
    """The machine fails three times: the submission still has its result and is no given-back attempt."""
    submission = graded(database, course, a_grade("anna", {"stride"}))
    assert grade_again(database, submission)
    fail(database)
    assert state(database, submission) == "graded"
    assert published(database)[submission].score == 8


def fail(database: Database) -> None:
    for _ in range(STRIKES):
        held = lease(database, "w1")
        assert held is not None
        strike(database, held, "no memory")


def state(database: Database, submission: str) -> str:
    with database.read() as db:
        return db.get_one(Submission, submission).state
