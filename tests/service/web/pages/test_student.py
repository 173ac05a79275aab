"""The pages of assignments: what is due, what was handed in, and handing in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient
from httpx import Response

from autograder.course import Assignment, Course
from autograder.errors import InfrastructureError
from autograder.service.database import Database
from autograder.service.queue import STRIKES, lease, strike
from autograder.service.tables import Submission, now
from autograder.service.web.app import create_app
from autograder.service.web.pages import hand_in as hand_in_module
from tests.service import seed

ClientOf = Callable[..., TestClient]


def content(answer: Response, status: int = 200) -> Tag:
    assert answer.status_code == status, answer.text
    found = BeautifulSoup(answer.text, "html.parser").find("main")
    assert isinstance(found, Tag)
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def send(
    client: TestClient, data: bytes = seed.NOTEBOOK, name: str = "first.ipynb", to: str = "first", key: str = ""
) -> Response:
    return client.post(f"/assignments/{to}", files={"file": (name, data)}, data={"key": key})


def submissions(database: Database) -> int:
    with database.read() as db:
        return db.query(Submission).count()


def fail(database: Database) -> None:
    """The machine fails for whatever is next, until it is given up."""
    for _ in range(STRIKES):
        held = lease(database, "w1")
        assert held is not None
        assert strike(database, held, "out of memory in /srv/slots/3")


def test_assignments_are_listed_with_what_is_left(anna: TestClient) -> None:
    """Title, due date, attempts, and that nothing was handed in."""
    first, second = content(anna.get("/")).select("li.card")
    assert words(first) == "First Not handed in yet No due date As many attempts as you like"
    assert "3 of 3 attempts left" in words(second)
    assert second.find("a")["href"] == "/assignments/second"  # type: ignore[index]  # a card has a link


def test_a_score_stands_in_the_list(anna: TestClient, course: Course, database: Database) -> None:
    """The latest graded attempt counts, while a newer one is on its way."""
    graded = seed.graded(database, course, seed.a_grade("anna", ("stride",)))
    waiting = seed.hand_in(database, course, "anna")
    card = content(anna.get("/assignments")).select("li.card")[0]
    assert "8 of 12 points so far" in words(card)
    assert [link["href"] for link in card.select("p.line a")] == [f"/submissions/{waiting}", f"/submissions/{graded}"]
    assert "Attempt 2: waiting" in words(card)


def test_due_dates_are_told_in_words_and_exactly(client_of: ClientOf, course: Course, database: Database) -> None:
    """Who points at "due in 3 days" can read the minute; after it handing in is still possible, and marked."""
    due = now() + timedelta(days=3, hours=1)
    past = now() - timedelta(hours=2)
    dated = dataclasses.replace(course, assignments=(Assignment(name="first", due=due), Assignment(name="second", due=past)))
    client = TestClient(create_app(dated, database), base_url=course.service.url, headers=client_of("anna").headers)
    first, second = content(client.get("/")).select("li.card")
    assert "Due in 3 days" in words(first)
    assert first.find("time")["datetime"] == due.isoformat(timespec="seconds")  # type: ignore[index]  # there is one
    assert "Was due 2 hours ago" in words(second)
    assert "it will be marked as late" in words(content(client.get("/assignments/second")))


@pytest.mark.parametrize(("person", "path"), [("tom", "/class"), ("ina", "/class")])
def test_who_teaches_begins_with_the_class(client_of: ClientOf, person: str, path: str) -> None:
    """Their own assignments are one link away."""
    client = client_of(person)
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert content(client.get("/assignments"))


def test_strangers_are_sent_to_sign_in(anna: TestClient) -> None:
    """The way leads back to the page they wanted."""
    del anna.headers["Authorization"]
    answer = anna.get("/assignments/first")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/assignments/first")
    assert anna.get("/").headers["location"] == "/login"


def test_a_token_that_may_only_submit_reads_no_page(client_of: ClientOf) -> None:
    """Scopes hold for pages as for the API."""
    client = client_of("anna", "submit")
    assert {client.get(path).status_code for path in ("/", "/assignments", "/assignments/first")} == {403}


def test_a_token_that_may_only_read_hands_nothing_in(client_of: ClientOf, database: Database) -> None:
    """It sees no form either."""
    client = client_of("anna", "read")
    assert content(client.get("/assignments/first")).find("form") is None
    assert send(client).status_code == 403
    assert submissions(database) == 0


def test_an_upload_leads_to_its_submission(anna: TestClient, database: Database) -> None:
    """File name and person are kept as they are, and escaped where they are shown."""
    answer = send(anna, name="<b>a'b.ipynb")
    assert answer.status_code == 303
    page = anna.get(answer.headers["location"])
    assert "<b>a" not in page.text
    assert "<b>a'b.ipynb" in words(content(page))
    with database.read() as db:
        [submission] = db.query(Submission).all()
        assert (submission.person_id, submission.sent_by, submission.origin) == ("anna", "anna", "web")


def test_a_form_sent_twice_is_one_submission(anna: TestClient, database: Database) -> None:
    """A double click costs one attempt; another file from the same form is another submission."""
    key = content(anna.get("/assignments/second")).find("input", {"name": "key"})["value"]  # type: ignore[index]  # in the form
    first, again = send(anna, to="second", key=str(key)), send(anna, to="second", key=str(key))
    assert first.headers["location"] == again.headers["location"]
    other = send(anna, seed.NOTEBOOK + b"\n", to="second", key=str(key))
    assert other.headers["location"] != first.headers["location"]
    assert submissions(database) == 2


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [(b"{", "first.ipynb", "is not a notebook"), (b"\x89PNG", "first.png", "cannot be graded"), (b"", "first.ipynb", "empty")],
)
def test_what_cannot_be_read_costs_no_attempt(anna: TestClient, database: Database, data: bytes, name: str, why: str) -> None:
    """The page says why, and offers the form again."""
    page = content(send(anna, data, name, to="second"), 422)
    [alert] = page.select("[role=alert]")
    assert why in words(alert)
    assert "This did not use up an attempt." in words(alert)
    assert "3 of 3 attempts left" in words(page)
    assert page.find("form") is not None
    assert submissions(database) == 0


@pytest.mark.parametrize("files", [{}, {"file": ("", b"")}])
def test_no_file_is_no_submission(anna: TestClient, database: Database, files: dict[str, Any]) -> None:
    """Nor is it an error that only a programmer understands."""
    page = content(anna.post("/assignments/first", files=files, data={"key": ""}), 422)
    assert "No file was chosen" in words(page)
    assert submissions(database) == 0


def test_after_the_last_attempt_there_is_no_form(anna: TestClient, course: Course, database: Database) -> None:
    """Whoever sends the form all the same is told, and nothing is stored."""
    for _ in range(3):
        seed.hand_in(database, course, "anna", "second")
    page = content(anna.get("/assignments/second"))
    assert page.find("form") is None
    assert "No attempts left" in words(page)
    refused = content(send(anna, to="second"), 409)
    assert "can be submitted 3 times" in words(refused)
    assert submissions(database) == 3


def test_an_attempt_that_the_machine_failed_is_given_back(anna: TestClient, database: Database) -> None:
    """It stands in the history, and does not count."""
    address = send(anna, to="second").headers["location"]
    fail(database)
    page = content(anna.get("/assignments/second"))
    assert "3 of 3 attempts left" in words(page)
    assert "Attempt given back" in words(page)
    told = words(content(anna.get(address)))
    assert "Our machine failed while it graded this notebook" in told
    assert "your attempt was given back" in told
    assert "memory" not in told
    assert "/srv" not in told


def test_who_sends_too_often_is_told_when_to_come_back(client_of: ClientOf, course: Course, database: Database) -> None:
    """The answer says it to programs too."""
    slow = dataclasses.replace(course, service=dataclasses.replace(course.service, per_hour=1))
    client = TestClient(create_app(slow, database), base_url=course.service.url, headers=client_of("anna").headers)
    send(client)
    answer = send(client, seed.NOTEBOOK + b"\n")
    assert "Please wait" in words(content(answer, 429))
    assert 0 < int(answer.headers["retry-after"]) <= 3601


def test_a_database_that_refuses_loses_nothing_unsaid(anna: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The student knows that the file was not taken, and nothing about the machine."""

    def full(*_: object) -> None:
        raise InfrastructureError("database sqlite:////srv/service.db: disk is full")

    monkeypatch.setattr(hand_in_module, "submit", full)
    answer = send(anna)
    told = words(content(answer, 503))
    assert "could not store your notebook" in told
    assert "/srv" not in told
    assert answer.headers["retry-after"] == "60"


def test_history_shows_every_attempt_with_a_curve(anna: TestClient, course: Course, database: Database) -> None:
    """Newest first, in a table; the curve says the same in words."""
    for failed in (("stride", "asymmetric"), ("stride",), ()):
        seed.graded(database, course, seed.a_grade("anna", failed))
    page = content(anna.get("/assignments/first"))
    told = [words(row.select("td")[-1]) for row in page.select("tbody tr")]
    assert told == ["10 of 12 points so far", "8 of 12 points so far", "6 of 12 points so far"]
    chart = page.find("svg", role="img")
    assert isinstance(chart, Tag)
    assert chart["aria-label"] == "Points of attempts 1 to 3, of 12: 6, 8, 10."
    assert len(chart.select("circle")) == 3


def test_history_is_ones_own(anna: TestClient, course: Course, database: Database) -> None:
    """Another student's attempts are not there."""
    seed.graded(database, course, seed.a_grade("ben"))
    assert "Nothing yet." in words(content(anna.get("/assignments/first")))


def test_the_notebook_to_start_from_is_offered(anna: TestClient, course: Course) -> None:
    """Only where it was generated, and as a download."""
    assert content(anna.get("/assignments/first")).find("a", href="/assignments/first/notebook") is None
    assert anna.get("/assignments/first/notebook").status_code == 404
    path = course.release(course.assignment("first"))
    path.parent.mkdir(parents=True)
    path.write_bytes(seed.NOTEBOOK)
    assert content(anna.get("/assignments/first")).find("a", href="/assignments/first/notebook") is not None
    answer = anna.get("/assignments/first/notebook")
    assert answer.content == seed.NOTEBOOK
    assert answer.headers["content-disposition"] == 'attachment; filename="first.ipynb"'


@pytest.mark.parametrize("name", ["third", "%2e%2e%2fsource", "first/../second/x", "<b>"])
def test_there_is_no_other_assignment(anna: TestClient, name: str) -> None:
    """Names are looked up, never joined to a folder."""
    for path in (f"/assignments/{name}/notebook", f"/assignments/{name}"):
        answer = anna.get(path)
        assert answer.status_code == 404
        assert "<b>" not in answer.text
