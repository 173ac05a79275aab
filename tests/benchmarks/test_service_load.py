"""The load benchmark: its class, its traffic against the real application, what it calls wrong, and its page."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from autograder.course import Course
from autograder.grade import Grade
from autograder.service.database import Database, open_database
from autograder.service.queue import Outcome, finish, give_back, lease
from autograder.service.tables import Result, Submission
from autograder.service.web.app import create_app
from benchmarks import service_load, service_report
from benchmarks.classroom import make_course
from benchmarks.service_traffic import SUBMIT, Traffic

STUDENTS, VIEWERS = 20, 2


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("load") / "course")


@pytest.fixture(scope="module")
def made(course: Course) -> service_load.Notebooks:
    return service_load.notebooks(course, course.assignment("conv_by_hand"), STUDENTS + VIEWERS)


@pytest.fixture
def database(course: Course) -> Iterator[Database]:
    with contextlib.closing(open_database(course)) as database:
        yield database
    for path in course.private.glob("service.db*"):
        path.unlink()


def grade_all(database: Database, points: dict[str, float], stop: threading.Event) -> None:
    """Stand for the grader: give every submission the points it must have."""
    while not stop.is_set():
        held = lease(database, "worker")
        if held is None:
            time.sleep(0.02)
            continue
        finish(database, held, _outcome(held.student, points[held.student]))


def _outcome(student: str, score: float) -> Outcome:
    grade = Grade(student=student, assignment="conv_by_hand", status="graded", score=score, max_score=30)
    return Outcome(
        status="graded", score=score, max_score=30, grade=msgspec.json.encode(grade), feedback=b"<p>", notebook=None,
        receipt="{}", material="", problems="", seconds=0.1,
    )  # fmt: skip


def rush(course: Course, database: Database, made: service_load.Notebooks) -> tuple[Traffic, dict[str, float], float]:
    """A small rush against the application, in this process."""
    hands = service_load.enrol(database, made, viewers=VIEWERS)
    points = service_load.expected(hands, made)
    stop = threading.Event()
    grader = threading.Thread(target=grade_all, args=(database, points, stop))
    options = argparse.Namespace(seconds=1.0, patience=60.0)
    traffic = Traffic("http://127.0.0.1:8000", "conv_by_hand", httpx.ASGITransport(create_app(course, database)))
    grader.start()
    try:
        took = asyncio.run(service_load.rushed(traffic, database, hands, options))
    finally:
        stop.set()
        grader.join()
    return traffic, points, took


def test_no_two_notebooks_are_equal_and_each_has_its_points(made: service_load.Notebooks) -> None:
    """Every student hands in bytes of their own; among the class are right and wrong answers."""
    assert len(set(made.files)) == STUDENTS + VIEWERS
    assert len(set(made.points)) > 3


def test_the_endless_loop_is_there_once(course: Course) -> None:
    """However large the class, one core is lost to it once."""
    made = service_load.notebooks(course, course.assignment("conv_by_hand"), 60)
    assert sum(b"while True" in file for file in made.files) == 1
    assert len(set(made.files)) == 60


def test_a_small_rush(course: Course, database: Database, made: service_load.Notebooks) -> None:
    """Everybody is accepted once, viewers load every kind of page, nothing is called wrong, and the page says so."""
    traffic, points, took = rush(course, database, made)
    assert service_load.verify(database, traffic.calls, points) == []
    assert sum(1 for call in traffic.calls if call.kind == SUBMIT and call.status == 201) == STUDENTS
    looked = {call.kind for call in traffic.calls if not call.submission}
    assert "API: status of a submission" in looked
    assert "page: the class" in looked
    assert {call.status for call in traffic.calls} == {200, 201}
    page = service_report.markdown(found(traffic, took=took))
    assert f"{STUDENTS + VIEWERS} submissions were accepted" in page
    with pytest.raises(RuntimeError, match="22 results are in no gradebook"):
        service_load.until_recorded(database, patience=0)
    with database.write() as db:
        db.execute(update(Result).values(recorded=True))
    assert service_load.until_recorded(database, patience=0) < 1
    assert "Each was stored once, graded once and got the example's points." in page


def test_what_is_wrong_is_named(course: Course, database: Database, made: service_load.Notebooks) -> None:
    """A lost submission, a missing result and wrong points are each called wrong."""
    traffic, points, _ = rush(course, database, service_load.Notebooks(made.files[:5], made.points[:5]))
    assert "1 of 6 submissions were not accepted" in service_load.verify(database, traffic.calls, {**points, "late": 1.0})[0]
    with database.write() as db:
        db.scalars(select(Result)).first().score += 1  # type: ignore[union-attr]  # there are results
    assert service_load.verify(database, traffic.calls, points) == ["1 results have other points than the example says"]
    with database.write() as db:
        db.delete(db.scalars(select(Result)).first())
        db.scalars(select(Submission)).first().state = "queued"  # type: ignore[union-attr]  # there are submissions
    assert "the results are not one published result for each submission" in service_load.verify(
        database, traffic.calls, points
    )


def test_a_grading_that_was_tried_twice_is_named(course: Course, database: Database, made: service_load.Notebooks) -> None:
    """A submission that succeeded at the second lease only is named."""
    few = service_load.Notebooks(made.files[:3], made.points[:3])
    hands = service_load.enrol(database, few, viewers=VIEWERS)
    points = service_load.expected(hands, few)
    traffic = Traffic("http://127.0.0.1:8000", "conv_by_hand", httpx.ASGITransport(create_app(course, database)))
    graded = iter([True])

    async def until() -> bool:
        first = lease(database, "worker")
        if first is not None:
            give_back(database, first)
        while held := lease(database, "worker"):
            finish(database, held, _outcome(held.student, points[held.student]))
        return next(graded)

    asyncio.run(traffic.rush(hands.students, hands.viewers, hands.instructors, seconds=0, until=until))
    assert service_load.verify(database, traffic.calls, points) == ["1 of 3 gradings did not succeed at the first try"]


def test_percentiles_are_nearest_ranks() -> None:
    """Of 1 to 100 the percentiles are 50, 95, 99; of one value they are that value."""
    values = [float(value) for value in range(100, 0, -1)]
    assert [service_report.percentile(values, percent) for percent in (50, 95, 99)] == [50, 95, 99]
    assert service_report.percentile([7.0], 95) == 7.0
    assert service_report.percentile([1.0, 2.0, 3.0], 95) == 3.0


@pytest.mark.parametrize(("seconds", "status", "reached"), [(0.9, 201, True), (1.1, 201, False), (0.1, 503, False)])
def test_goals_are_missed_by_slow_or_failed_calls(seconds: float, status: int, reached: bool) -> None:
    """A rush in which submitting took too long, or failed, misses its goals, and the page says so."""
    call = {"kind": SUBMIT, "begin": 0.0, "seconds": seconds, "status": status, "submission": "a"}
    about = {**found(None, took=1.0), "calls": [call]}
    assert service_report.reached(about) == reached
    assert ("reached." if reached else "missed.") in service_report.markdown(about)


def found(traffic: Traffic | None, *, took: float) -> dict[str, Any]:
    calls = [] if traffic is None else [dataclasses.asdict(call) for call in traffic.calls]
    setup = dict.fromkeys(("machine", "python", "when", "command", "isolation", "load"), "x") | {"database": "sqlite"}
    return {
        "setup": setup, "students": STUDENTS, "seconds": 1.0, "took": took, "recorded": took, "own_load": 0.1, "problems": [],
        "calls": calls,
    }  # fmt: skip


def test_the_server_that_does_not_start_is_told(tmp_path: Path) -> None:
    """Where `autograder serve` ends before it is ready, its messages are shown."""
    nowhere = Course(name="", course_id="nowhere", root=tmp_path)
    options = argparse.Namespace(slots=1, isolation="none")
    with (
        pytest.raises(RuntimeError, match=r"no course_config\.py"),
        service_load.running_server(nowhere, tmp_path / "log", options),
    ):
        pass
