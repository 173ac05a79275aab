"""Who may see and change what of the class; and that every page of it can be read."""

from __future__ import annotations

import html

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import lease
from autograder.service.regrade import start_regrade
from autograder.service.tables import Alert, Job, Person, Regrade, Worker
from tests.service.seed import FLIPPED, a_grade, graded, hand_in
from tests.service.web.callers import bearer, browser, csrf_of, token

ON_ONE = pytest.mark.parametrize("service_url", ["sqlite"], indirect=True)
"""For tests of permissions and words: every query of these pages is asked on both databases by the others."""
PAGES = [
    "/class", "/class/first", "/class/first?sort=rate", "/class/first?sort=discrimination", "/class/second",
    "/class/first/submissions", "/class/second/submissions", "/class/first/scores.csv", "/class/first/results.json",
    "/class/submissions/{submission}", "/class/submissions/{waiting}", "/class/submissions/{submission}/files/notebook",
    "/class/submissions/{submission}/files/executed", "/class/submissions/{submission}/files/receipt",
    "/class/submissions/{submission}/results/1/feedback", "/class/first/regrades", "/class/first/regrades/{regrade}",
    "/class/machines",
]  # fmt: skip
ACTIONS = [
    "/class/submissions/{submission}/again", "/class/alerts/1/seen", "/class/alerts/seen", "/class/first/regrades",
    "/class/first/regrades/{regrade}/publish", "/class/first/regrades/{regrade}/drop",
]  # fmt: skip


@pytest.fixture
def names(database: Database, course: Course) -> dict[str, object]:
    """A class with a result, a waiting submission, a running regrade, a worker and an alert; the ids in addresses."""
    submission = graded(database, course, a_grade("anna", {"stride"}, broken={"size"}), problems="Traceback: <boom>")
    waiting = hand_in(database, course, "ben")
    regrade = start_regrade(database, "first", "ina", "mended").id
    with database.write() as db:
        db.add(Worker(id="w1", host="here", pid=1, slots=2, state="ready"))
    assert lease(database, "w1") is not None
    return {"submission": submission, "waiting": waiting, "regrade": regrade}


@pytest.mark.parametrize("person", ["ina", "tom"])
def test_teachers_see_every_page(app: FastAPI, database: Database, names: dict[str, object], person: str) -> None:
    """Instructors and tutors get each page, with one main heading and a title."""
    client = browser(app, database, person)
    for path in PAGES:
        answer = client.get(path.format(**names))
        assert answer.status_code == 200, (path, answer.text)
        if answer.headers["content-type"].startswith("text/html") and "/results/" not in path:
            page = BeautifulSoup(answer.text, "html.parser")
            assert len(page.find_all("h1")) == 1, path
            assert page.title is not None
            assert page.title.text.endswith("Deep Learning")


@ON_ONE
@pytest.mark.parametrize("person", ["anna", "robot"])
def test_for_everybody_else_they_do_not_exist(app: FastAPI, database: Database, names: dict[str, object], person: str) -> None:
    """Students and programs get 404 for pages and actions alike, also for their own submission."""
    client = browser(app, database, person)
    csrf = csrf_of(client)
    for path in PAGES:
        assert client.get(path.format(**names)).status_code == 404, path
    for path in ACTIONS:
        assert client.post(path.format(**names), data={"csrf": csrf, "reason": "x", "upto": "1"}).status_code == 404, path
    settled(database, "running")


@ON_ONE
def test_strangers_are_sent_to_sign_in(client, names: dict[str, object]) -> None:
    """Who is not signed in sees the sign-in page and nothing of the class."""
    for path in PAGES:
        answer = client.get(path.format(**names))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login"), path


@ON_ONE
def test_tutors_look_and_do_not_change(app: FastAPI, database: Database, names: dict[str, object]) -> None:
    """Their pages have no buttons for it, and asking anyway is refused."""
    client = browser(app, database, "tom")
    csrf = csrf_of(client)
    for path in ACTIONS:
        assert client.post(path.format(**names), data={"csrf": csrf, "reason": "x", "upto": "1"}).status_code == 403, path
    for path in PAGES:
        page = BeautifulSoup(client.get(path.format(**names)).text, "html.parser")
        forms = [form["action"] for form in page.find_all("form", method="post")]
        assert set(forms) <= {"/logout"}, path
    settled(database, "running")


@ON_ONE
def test_an_action_needs_the_page_it_was_on(app: FastAPI, database: Database, names: dict[str, object]) -> None:
    """Without the CSRF token, or by a token that may only read, nothing is done."""
    client = browser(app, database, "ina")
    reader = bearer(token(database, "ina", ["read"]))
    client_without_session = browser(app, database, "ina")
    client_without_session.cookies.clear()
    for path in ACTIONS:
        assert client.post(path.format(**names), data={"reason": "x", "upto": "1"}).status_code == 403, path
        assert client_without_session.post(path.format(**names), headers=reader).status_code in (303, 403), path
    settled(database, "running")


def settled(database: Database, state: str) -> None:
    """The regrade is as it was, no job was added, no alert seen."""
    with database.read() as db:
        assert db.query(Regrade).one().state == state
        assert db.query(Job).count() == 3
        assert db.query(Alert).filter(Alert.seen_at.is_not(None)).count() == 0


def test_what_is_not_there_is_404(app: FastAPI, database: Database, names: dict[str, object]) -> None:
    """Unknown assignments, submissions, results and regrades, also those of another assignment."""
    client = browser(app, database, "ina")
    for path in (
        "/class/third", "/class/third/submissions", "/class/third/regrades", "/class/third/scores.csv",
        f"/class/submissions/{'0' * 16}", f"/class/submissions/{'0' * 16}/files/notebook", "/class/first/regrades/99",
        f"/class/second/regrades/{names['regrade']}", f"/class/submissions/{names['waiting']}/results/1/feedback",
        f"/class/submissions/{names['waiting']}/files/executed", f"/class/submissions/{names['submission']}/files/archive",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    for path in ("/class/first/regrades/99999999999999999999", "/class/submissions/x", "/class/first/submissions?page=0"):
        assert client.get(path).status_code == 422, path


def test_numbers_of_the_overview(app: FastAPI, database: Database, names: dict[str, object]) -> None:
    """Each assignment's line has its students, submissions, results, waiting ones, mean and alerts."""
    page = BeautifulSoup(browser(app, database, "ina").get("/class").text, "html.parser")
    first, second = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert first == ["First", "no due date", "2", "2", "1", "1", "7.0 of 10", "1"]
    assert second == ["Second", "no due date", "0", "0", "0", "0", "none yet", "0"]


def test_an_alert_is_seen_once(app: FastAPI, database: Database, names: dict[str, object]) -> None:
    """Marked as seen it is gone from all pages; the way back leads to this server only."""
    client = browser(app, database, "ina")
    assert "check_error" not in client.get("/class").text
    assert "A check broke" in client.get("/class/first").text
    data = {"csrf": csrf_of(client), "back": "//evil.example/"}
    answer = client.post("/class/alerts/1/seen", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.post("/class/alerts/1/seen", data=data | {"back": "/class/first"}).headers["location"] == "/class/first"
    assert client.post("/class/alerts/7/seen", data=data).status_code == 404
    assert 'id="alerts"' not in client.get("/class").text


def test_many_alerts_are_seen_at_once(app: FastAPI, database: Database, course: Course) -> None:
    """Up to the newest that the page showed, and of one assignment on its own page; the rest stays."""
    for assignment in ("first", "first", "second"):
        graded(database, course, a_grade("anna", broken={"size"}, assignment=assignment), problems="x")
    client = browser(app, database, "ina")
    data = {"csrf": csrf_of(client), "back": "/class/first", "assignment": "first", "upto": "1"}
    assert client.post("/class/alerts/seen", data=data).headers["location"] == "/class/first"
    assert open_alerts(database) == [2, 3]
    assert client.post("/class/alerts/seen", data=data | {"upto": "3"}).status_code == 303
    assert open_alerts(database) == [3]
    assert client.post("/class/alerts/seen", data=data | {"assignment": "", "upto": "3"}).status_code == 303
    assert open_alerts(database) == []


def open_alerts(database: Database) -> list[int]:
    with database.read() as db:
        return sorted(alert.id for alert in db.query(Alert).filter(Alert.seen_at.is_(None)))


PAYLOAD = "<img src=x onerror='window.ran = 1'>\"'\u202e{{7*7}}"


@ON_ONE
def test_no_text_of_a_student_becomes_markup(app: FastAPI, database: Database, course: Course) -> None:
    """Names, ids, file names, messages, tracebacks and reasons stand on every page as text."""
    with database.write() as db:
        db.add(Person(id="<b>eve", name=PAYLOAD, role="student"))
    grade = a_grade("<b>eve", {"stride", "asymmetric"}, known={"stride": FLIPPED})
    submission = graded(database, course, grade, problems=PAYLOAD)
    hand_in(database, course, "<b>eve", file_name=f"{PAYLOAD}.ipynb")
    regrade = start_regrade(database, "first", "ina", PAYLOAD).id
    with database.write() as db:
        db.add(Worker(id=PAYLOAD, host=PAYLOAD, pid=1, slots=2, state="ready"))
        db.add(Alert(kind="record_failed", text=PAYLOAD, submission_id=submission))
    assert lease(database, PAYLOAD) is not None
    client = browser(app, database, "ina")
    shown = 0
    for path in (
        "/class", "/class/first", "/class/first/submissions", f"/class/first/submissions?student={PAYLOAD}",
        f"/class/submissions/{submission}", "/class/first/regrades", f"/class/first/regrades/{regrade}",
        f"/class/first/regrades/{regrade}/publish", "/class/machines",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.find("img") is None, path
        assert not page.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)), path
        assert page.find("b") is None, path
        assert "\u202e" not in answer.text or path.endswith(PAYLOAD), path
        shown += html.escape("<img src=x").replace("&lt;", "<") in page.get_text()
    assert shown >= 5
