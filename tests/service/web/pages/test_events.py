"""Live updates: what the browser is sent, and when it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from fastapi import FastAPI
from fastapi.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import STRIKES, beat, finish, lease, strike
from autograder.service.web.live import News
from autograder.service.web.pages import events
from tests.service import seed

ClientOf = Callable[..., TestClient]


def parse(text: str) -> Iterator[tuple[str, str]]:
    """The events of a stream, as a browser reads them."""
    for block in text.split("\n\n"):
        fields = [line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":")]
        name = [value for field, value in fields if field == "event"]
        if name:
            yield name[0], "\n".join(value for field, value in fields if field == "data")


def test_what_is_graded_already_ends_at_once(anna: TestClient, course: Course, database: Database) -> None:
    """A browser that lost the stream and asks again gets the result, and is told to stop."""
    mine = seed.graded(database, course, seed.a_grade("anna", ("stride",)))
    answer = anna.get(f"/submissions/{mine}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("retry: 2000\n\n")
    got = list(parse(answer.text))
    assert [name for name, _ in got] == ["progress", "said", "done"]
    assert "8</strong> of 12 points" in got[0][1]
    assert got[1][1] == "Graded: 8 of 12 points."


def test_a_submission_is_followed_to_its_end(anna: TestClient, course: Course, database: Database, app: FastAPI) -> None:
    """Each phase arrives while the stream is open; then it ends by itself, and nobody is watched any more."""
    mine = seed.hand_in(database, course, "anna")
    answers: list[str] = []
    reader = threading.Thread(target=lambda: answers.append(anna.get(f"/submissions/{mine}/events").text))
    streams: events.Streams = app.state.streams
    told: list[News] = []
    ready = threading.Condition()
    load = streams.watcher._load

    def noticing(ids: frozenset[str]) -> dict[str, News]:
        found = dict(load(ids))
        with ready:
            told.extend(found.values())
            ready.notify_all()
        return found

    streams.watcher._load = noticing

    def wait_for(text: str) -> None:
        with ready:
            assert ready.wait_for(lambda: any(text in news.html for news in told), timeout=20), text

    reader.start()
    wait_for("You are next")
    held = lease(database, "w1")
    assert held is not None
    beat(database, held, "running", 2, 5)
    wait_for("cell 2 of 5")
    beat(database, held, "checking")
    wait_for('<li class="now" aria-current="step">')
    assert finish(database, held, seed.outcome(seed.a_grade("anna")))
    reader.join(20)
    got = list(parse(answers[0]))
    assert got[-1] == ("done", "")
    said = [data for name, data in got if name == "said"]
    assert said[0] == "Running your cells"
    assert said[-1] == "Graded: 10 of 12 points."
    assert streams.watcher.followers == 0
    assert not streams.open


def test_an_attempt_given_back_ends_the_stream(anna: TestClient, course: Course, database: Database) -> None:
    """The page says so without a reload."""
    mine = seed.hand_in(database, course, "anna")
    for _ in range(STRIKES):
        held = lease(database, "w1")
        assert held is not None
        strike(database, held, "a machine's secret")
    got = dict(parse(anna.get(f"/submissions/{mine}/events").text))
    assert "your attempt was given back" in got["progress"]
    assert "secret" not in got["progress"]
    assert got["done"] == ""


def test_one_person_cannot_take_all_streams(
    anna: TestClient, client_of: ClientOf, course: Course, database: Database, app: FastAPI
) -> None:
    """Others still get theirs."""
    hers, his = (seed.graded(database, course, seed.a_grade(student)) for student in ("anna", "ben"))
    streams: events.Streams = app.state.streams
    streams.open["anna"] = events.MOST
    answer = anna.get(f"/submissions/{hers}/events")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert client_of("ben").get(f"/submissions/{his}/events").status_code == 200


def test_text_of_a_student_makes_no_event() -> None:
    """A line end of any kind inside the text stays inside the event's data."""
    sent = events._events(News("said", "a\r\rb\nevent: done\n\ndata: x", last=False), None)
    assert list(parse(sent)) == [("progress", "a\n\nb\nevent: done\n\ndata: x")]


def test_a_closing_server_ends_its_streams(anna: TestClient, course: Course, database: Database, app: FastAPI) -> None:
    """What waits is not told that it is done, so that the browser asks again."""
    mine = seed.hand_in(database, course, "anna")
    app.state.streams.close()
    assert list(parse(anna.get(f"/submissions/{mine}/events").text)) == []
