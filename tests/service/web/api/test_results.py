"""What grading found, as programs read it: every format, for the right people, with nothing hidden."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import msgspec
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.tables import Result
from tests.service.seed import FLIPPED, NOTEBOOK, a_grade, feedback_of, graded, hand_in
from tests.service.web.callers import bearer, token

GRADE = a_grade("anna", ["stride", "asymmetric"], known={"asymmetric": FLIPPED})
FORMATS = {
    "result": "application/json",
    "results.json": "application/json",
    "junit": "application/xml",
    "markdown": "text/markdown; charset=utf-8",
    "feedback": "text/html; charset=utf-8",
    "receipt": "application/json",
    "notebook": "application/x-ipynb+json",
}


@pytest.fixture
def anna(database: Database) -> dict[str, str]:
    return bearer(token(database, "anna"))


def get(client: TestClient, headers: dict[str, str], submission: str, kind: str) -> str:
    answer = client.get(f"/api/v1/submissions/{submission}/{kind}", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[kind]
    return answer.text


def test_every_format_is_given(client: TestClient, course: Course, database: Database, anna: dict[str, str]) -> None:
    """A graded submission is there as JSON, Gradescope's JSON, JUnit, Markdown, HTML, receipt and notebook."""
    submission = graded(database, course, GRADE, page=feedback_of(GRADE))
    found = {kind: get(client, anna, submission, kind) for kind in FORMATS}
    assert json.loads(found["result"])["score"] == 6.0
    assert json.loads(found["results.json"])["score"] == 6.0
    suites = ElementTree.fromstring(found["junit"])  # noqa: S314  # what this program made
    assert len(suites.findall(".//failure")) == 2
    assert "6 of 12 points" in found["markdown"]
    assert found["feedback"] == feedback_of(GRADE)
    assert found["receipt"] == '{"statement": "…"}'
    assert json.loads(found["notebook"])["cells"] == json.loads(NOTEBOOK)["cells"]


def test_tutors_and_instructors_read_all(client: TestClient, course: Course, database: Database) -> None:
    """Who teaches reads every format of every submission."""
    submission = graded(database, course, GRADE)
    for person in ("tom", "ina"):
        for kind in FORMATS:
            get(client, bearer(token(database, person)), submission, kind)


def test_nothing_is_there_before_a_result(client: TestClient, course: Course, database: Database, anna: dict[str, str]) -> None:
    """While a submission waits, its notebook is there and everything else says that it is not graded yet."""
    submission = hand_in(database, course, "anna")
    for kind in FORMATS:
        answer = client.get(f"/api/v1/submissions/{submission}/{kind}", headers=anna)
        if kind == "notebook":
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_result")


def test_only_published_results_are_told(client: TestClient, course: Course, database: Database, anna: dict[str, str]) -> None:
    """A result of a regrade that nobody published is nowhere to be read."""
    submission = graded(database, course, GRADE)
    for state in ("proposed", "dropped", "superseded"):
        with database.write() as db:
            db.execute(update(Result).values(state=state))
        for kind in set(FORMATS) - {"notebook"}:
            assert client.get(f"/api/v1/submissions/{submission}/{kind}", headers=anna).status_code == 404, (state, kind)


def test_messages_are_told_where_checks_failed(
    client: TestClient, course: Course, database: Database, anna: dict[str, str]
) -> None:
    """The result says of each check what it asks for, and where it failed why, with the misconception's hint."""
    result = json.loads(get(client, anna, graded(database, course, GRADE), "result"))
    checks = {check["title"]: check for question in result["questions"] for check in question["checks"]}
    failed = checks["The kernel slides over the image as it is"]
    assert (failed["status"], failed["message"]) == ("failed", "Your values differ in 31 of 42 places.")
    assert failed["diagnosis"] == {"title": FLIPPED.title, "hint": FLIPPED.hint}
    passed = checks["Negative values are kept"]
    assert (passed["message"], passed["hint"], passed["diagnosis"]) == ("", "", None)


def test_nothing_hidden_is_told(client: TestClient, course: Course, database: Database, anna: dict[str, str]) -> None:
    """Problems, messages of broken checks, file names of misconceptions and paths are in no answer a student gets."""
    broken = a_grade("anna", ["asymmetric"], known={"asymmetric": FLIPPED}, broken=["stride"])
    hidden = "Traceback tests/hidden expected 17.25"
    [question, *others] = broken.questions
    checks = tuple(
        msgspec.structs.replace(check, message=hidden, hint=hidden) if check.status == "error" else check
        for check in question.checks
    )
    question = msgspec.structs.replace(question, checks=checks)
    grade = msgspec.structs.replace(broken, message=hidden, questions=(question, *others))
    submission = graded(database, course, grade, problems=hidden, page=feedback_of(grade))
    told = "".join(get(client, anna, submission, kind) for kind in FORMATS)
    told += client.get(f"/api/v1/submissions/{submission}", headers=anna).text
    assert "17.25" not in told
    assert "Traceback" not in told
    assert "flipped_kernel" not in get(client, anna, submission, "result")


def test_a_feedback_page_can_do_nothing(client: TestClient, course: Course, database: Database, anna: dict[str, str]) -> None:
    """Feedback comes with a policy that runs nothing, loads nothing, and takes the page out of our origin."""
    submission = graded(database, course, GRADE, page=feedback_of(GRADE))
    policy = client.get(f"/api/v1/submissions/{submission}/feedback", headers=anna).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("sandbox")
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_a_notebook_is_saved_under_a_harmless_name(
    client: TestClient, course: Course, database: Database, anna: dict[str, str]
) -> None:
    """Whatever a file was called, the header that names it is one line with one name, of a notebook."""
    for name in ("Übung\r\nSet-Cookie: a=b.ipynb", 'x"; filename="evil.html', "日本.ipynb", "a;b.zip", ""):
        submission = hand_in(database, course, "anna", file_name=name)
        header = client.get(f"/api/v1/submissions/{submission}/notebook", headers=anna).headers["content-disposition"]
        assert header.startswith("attachment; filename*=UTF-8''")
        assert header.endswith(".ipynb")
        assert header.isascii()
        assert not set(header.removeprefix("attachment; ")) & set(' ";\r\n')
