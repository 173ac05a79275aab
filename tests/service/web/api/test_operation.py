"""What those who run the server ask: does it work, and how much does it do?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.queue import REGRADE, enqueue, lease, strike
from autograder.service.tables import Job, Result, Worker, now
from tests.service.seed import a_grade, graded, hand_in
from tests.service.web.callers import bearer, token


def work(database: Database, **values: object) -> None:
    with database.write() as db:
        db.add(Worker(**{"id": "w1", "host": "here", "pid": 1, "slots": 3, "state": "ready"} | values))


def metrics(client: TestClient, database: Database) -> dict[tuple[str, tuple[str, ...]], float]:
    """The values by name and label values."""
    answer = client.get("/api/v1/metrics", headers=bearer(token(database, "ina")))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, tuple(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in families
        for sample in family.samples
    }


def test_health_needs_a_worker(client: TestClient, database: Database) -> None:
    """Nobody needs a token to learn that submissions are taken and graded; without a live worker the answer is 503."""
    assert (client.get("/api/v1/health").status_code, client.get("/api/v1/health").json()["status"]) == (503, "no worker")
    work(database)
    answer = client.get("/api/v1/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True, "workers": 1})
    with database.write() as db:
        db.execute(update(Worker).values(seen_at=now() - timedelta(hours=1)))
    assert client.get("/api/v1/health").status_code == 503


def test_health_needs_a_database(client: TestClient, database: Database) -> None:
    """A database that does not answer is told as such, and every other endpoint answers 503 and when to try again."""
    headers = bearer(token(database, "anna"))
    with database.write() as db:
        for table in ("worker", "token"):
            db.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))
    answer = client.get("/api/v1/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database", "database": False, "workers": 0})
    failed = client.get("/api/v1/assignments", headers=headers)
    assert (failed.status_code, failed.json()["error"]["code"]) == (503, "unavailable")
    assert int(failed.headers["retry-after"]) > 0
    assert "token_gone" not in failed.text
    assert "SELECT" not in failed.text


def test_metrics_count_what_the_database_holds(client: TestClient, course: Course, database: Database) -> None:
    """Submissions, queue, gradings, strikes and workers are those of this moment, whichever process made them."""
    work(database)
    first = graded(database, course, a_grade("anna"))
    graded(database, course, a_grade("ben", broken=["size"]), problems="Traceback")
    hand_in(database, course, "anna", "second")
    with database.write() as db:
        enqueue(db, first, priority=REGRADE)
        db.execute(update(Job).where(Job.state == "queued").values(queued_at=now() - timedelta(minutes=5)))
        db.execute(update(Result).where(Result.submission_id == first).values(seconds=40.0))
    held = lease(database, "w1")
    assert held is not None
    strike(database, held, "lost")
    found = metrics(client, database)
    assert found["autograder_submissions", ("first", "graded")] == 2
    assert found["autograder_submissions", ("second", "queued")] == 1
    assert found["autograder_queue_jobs", ("interactive", "queued")] == 1
    assert found["autograder_queue_jobs", ("regrade", "queued")] == 1
    assert found["autograder_queue_jobs", ("interactive", "leased")] == 0
    assert found["autograder_queue_oldest_seconds", ()] == pytest.approx(300, abs=30)
    assert found["autograder_grading_seconds_count", ()] == 2
    assert found["autograder_grading_seconds_sum", ()] == pytest.approx(41.5)
    assert found["autograder_grading_seconds_bucket", ("2.0",)] == 1
    assert found["autograder_grading_seconds_bucket", ("60.0",)] == 2
    assert found["autograder_gradings_total", ("check_error",)] == 1
    assert found["autograder_strikes_total", ()] == 1
    assert found["autograder_alerts_unseen", ()] == 1
    assert (found["autograder_workers", ()], found["autograder_slots", ()]) == (1, 3)
    assert found["autograder_database_up", ()] == 1


def test_metrics_of_requests_have_few_labels(client: TestClient, database: Database) -> None:
    """Requests are counted by their route's template; ids, unknown addresses and made-up methods make no new series."""
    for number in range(5):
        client.get(f"/api/v1/submissions/{number:016x}", headers=bearer("agt_wrong"))
        client.get(f"/nothing/{number}")
        client.request(f"METHOD{number}", "/api/v1/health")
    found = metrics(client, database)
    requests = {labels: value for (name, labels), value in found.items() if name == "autograder_http_requests_total"}
    assert requests["GET", "/api/v1/submissions/{submission_id}", "401"] == 5
    assert requests["GET", "none", "404"] == 5
    assert sum(value for labels, value in requests.items() if labels[0] == "other") == 5
    assert len(requests) == 3
    assert found["autograder_http_seconds_count", ("none",)] >= 5


def test_metrics_without_a_database(client: TestClient, database: Database) -> None:
    """Whoever asks from this machine still hears that the database is down."""
    local = TestClient(client.app, client=("127.0.0.1", 5), base_url="http://testserver")
    with database.write() as db:
        db.execute(text("ALTER TABLE alert RENAME TO alert_gone"))
    answer = local.get("/api/v1/metrics")
    assert answer.status_code == 200
    assert "autograder_database_up 0.0" in answer.text
    assert "autograder_submissions" not in answer.text


def test_metrics_are_for_instructors(client: TestClient, database: Database) -> None:
    """A token needs the scope manage."""
    for person, status in {"anna": 403, "tom": 403, "robot": 403, "ina": 200}.items():
        assert client.get("/api/v1/metrics", headers=bearer(token(database, person))).status_code == status, person


CALLERS: list[tuple[str, dict[str, str], int]] = [
    ("127.0.0.1", {}, 200),
    ("::1", {}, 200),
    ("10.0.0.7", {}, 401),
    ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 401),
    ("127.0.0.1", {"Forwarded": "for=8.8.8.8"}, 401),
    ("127.0.0.1", {"Authorization": "Bearer agt_wrong"}, 401),
    ("not an address", {}, 401),
]


def test_metrics_are_for_this_machine(app: FastAPI) -> None:
    """A program on this machine needs no token; a proxy on it that asks for others does."""
    for address, headers, status in CALLERS:
        caller = TestClient(app, client=(address, 5), base_url="http://testserver")
        assert caller.get("/api/v1/metrics", headers=headers).status_code == status, (address, headers)


def test_assignments_tell_what_is_left(client: TestClient, course: Course, database: Database) -> None:
    """Every assignment is listed with its limit and the caller's own count."""
    hand_in(database, course, "anna", "second")
    listed = {
        person: client.get("/api/v1/assignments", headers=bearer(token(database, person))).json() for person in ("anna", "ben")
    }
    assert [one["name"] for one in listed["anna"]] == ["first", "second"]
    assert [(one["attempts"], one["attempts_left"], one["sent"]) for one in listed["anna"]] == [(None, None, 0), (3, 2, 1)]
    assert [(one["attempts"], one["attempts_left"], one["sent"]) for one in listed["ben"]] == [(None, None, 0), (3, 3, 0)]
    assert client.get("/api/v1/assignments").status_code == 401


def test_the_description_is_complete(client: TestClient) -> None:
    """Every endpoint of the API stands in the description, with its errors and whether it wants a token; no page does."""
    document = client.get("/api/openapi.json").json()
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["description"], where
            if path != "/api/v1/health":
                assert operation["security"] == [{"token": []}], where
                assert {"401", "503"} <= set(operation["responses"]), where
            for status, said in operation["responses"].items():
                if status >= "400" and path != "/api/v1/health":
                    assert "ErrorAnswer" in json.dumps(said), (where, status)
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_the_description_can_be_read(client: TestClient) -> None:
    """The page for people names every endpoint, and loads nothing from elsewhere."""
    page = client.get("/api/docs")
    assert page.status_code == 200
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page.text
    assert "http://" not in page.text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "https://" not in page.text
