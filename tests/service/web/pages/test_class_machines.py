"""The machines' page: what waits, what runs with its phase, and which processes are heard of."""

from __future__ import annotations

from datetime import timedelta

from bs4 import BeautifulSoup
from fastapi import FastAPI

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.machines import machines
from autograder.service.queue import beat, lease
from autograder.service.regrade import start_regrade
from autograder.service.tables import Job, Worker, now
from tests.service.seed import a_grade, graded, hand_in
from tests.service.web.callers import browser


def test_the_queue_and_its_workers(app: FastAPI, database: Database, course: Course) -> None:
    """Two wait, one is at cell 3 of 12 in one of two slots, one regrade waits; who was not heard of is silent."""
    graded(database, course, a_grade("anna"))
    regrade = start_regrade(database, "first", "ina", "")
    for student in ("anna", "ben", "ben"):
        hand_in(database, course, student)
    with database.write() as db:
        db.add(Worker(id="w1", host="gpu1", pid=7, slots=2, gpus=1, state="ready"))
        db.add(Worker(id="w0", host="gpu0", pid=6, slots=4, state="ready", seen_at=now() - timedelta(hours=3)))
    held = lease(database, "w1")
    assert held is not None
    beat(database, held, "running", 3, 12)
    with database.write() as db:
        old = db.query(Job).filter_by(state="queued").filter(Job.regrade_id.is_(None)).order_by(Job.id).first()
        old.queued_at = now() - timedelta(minutes=5)
    with database.read() as db:
        found = machines(db, course)
    assert (found.waiting, found.regrades, found.busy, found.slots, found.graded_last_hour) == (2, 1, 1, 2, 1)
    assert 299 < found.longest < 400
    assert found.median_wait is not None
    assert [(load.worker.id, load.live, load.busy) for load in found.workers] == [("w1", True, 1), ("w0", False, 0)]
    client = browser(app, database, "tom")
    text = " ".join(BeautifulSoup(client.get("/class/machines").text, "html.parser").get_text(" ").split())
    assert "Running cells: 3 of 12" in text
    assert "1 of 2 slots busy" in text.replace("slots busy 1 of 2", "1 of 2 slots busy")
    assert "Silent" in text
    piece = client.get("/class/machines", headers={"HX-Request": "true"})
    assert piece.text.strip().startswith('<div id="machines"')
    assert regrade.state == "running"


def test_nothing_runs(app: FastAPI, database: Database) -> None:
    """Without a grading process the page says so, in words."""
    text = browser(app, database, "ina").get("/class/machines").text
    assert "no grading process is ready" in text
