"""A submission's page: progress, result, and the feedback page in its sandbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient
from httpx import Response
from msgspec.structs import replace

from autograder.course import Course
from autograder.grade import Picture
from autograder.service.database import Database
from autograder.service.queue import beat, lease
from autograder.service.submit import Upload, submit
from tests.service import seed

ClientOf = Callable[..., TestClient]


def content(answer: Response) -> Tag:
    assert answer.status_code == 200, answer.text
    found = BeautifulSoup(answer.text, "html.parser").find("main")
    assert isinstance(found, Tag)
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def now_in(page: Tag) -> str:
    [current] = page.select("[aria-current=step]")
    return words(current)


def test_a_submission_that_waits_tells_its_place(anna: TestClient, course: Course, database: Database) -> None:
    """The page follows by itself, and can be looked at again without a script."""
    seed.hand_in(database, course, "ben")
    mine = seed.hand_in(database, course, "anna", file_name="a<b>.ipynb")
    page = content(anna.get(f"/submissions/{mine}"))
    assert now_in(page) == "Waits for its turn · 1 submission is before yours"
    assert page.select(f'[sse-connect="/submissions/{mine}/events"]')
    assert page.find("a", href=f"/submissions/{mine}") is not None
    [status] = page.select("[role=status]")
    assert words(status) == "Waits for its turn. 1 submission is before yours."
    assert "a<b>.ipynb" in words(page)


@pytest.mark.parametrize(
    ("phase", "told"),
    [
        ("preparing", "Reading your notebook"),
        ("running", "Running your cells · cell 3 of 12"),
        ("checking", "Checking your answers"),
        ("recording", "Writing your feedback"),
    ],
)
def test_every_phase_is_shown(anna: TestClient, course: Course, database: Database, phase: str, told: str) -> None:
    """The phase now is marked, those before it are ticked, and cells are counted with a bar."""
    mine = seed.hand_in(database, course, "anna")
    held = lease(database, "w1")
    assert held is not None
    assert beat(database, held, phase, 3, 12)
    page = content(anna.get(f"/submissions/{mine}"))
    assert now_in(page) == told
    done = [words(item) for item in page.select("ol.phases li.done")]
    assert done[0] == "Waited for its turn (done)"
    assert len(done) == ["preparing", "running", "checking", "recording"].index(phase) + 1
    bars = [(bar["value"], bar["max"]) for bar in page.select("progress")]
    assert bars == ([("3", "12")] if phase == "running" else [])


def test_a_result_names_points_and_the_next_step(anna: TestClient, course: Course, database: Database) -> None:
    """Points of each question lead into the feedback; a recognised misconception is told with its hint."""
    grade = seed.a_grade("anna", ("asymmetric", "largest"), known={"asymmetric": seed.FLIPPED})
    mine = seed.graded(database, course, grade, page=seed.feedback_of(grade))
    page = content(anna.get(f"/submissions/{mine}"))
    assert "7 of 12 points so far" in words(page)
    table = page.find("table", class_="points")
    assert isinstance(table, Tag)
    assert len(table.select("tbody tr")) == 4
    assert table.find("a")["href"] == f"/submissions/{mine}/feedback#question-1"  # type: ignore[index]  # of each question
    [known] = page.select(".recognised")
    assert seed.FLIPPED.title in words(known)
    assert "Multiply without [::-1]" in words(known)
    assert not page.select("[sse-connect]")
    targets = {link["href"] for link in page.select("a")}
    assert {f"/submissions/{mine}/feedback", f"/api/v1/submissions/{mine}/receipt"} <= targets
    assert f"/submissions/{mine}/feedback#pictures" not in targets
    for path in targets:
        assert anna.get(str(path)).status_code == 200, path


def test_figures_are_offered_where_there_are_any(anna: TestClient, course: Course, database: Database) -> None:
    """The link leads to the place on the feedback page."""
    picture = Picture(title="Map", alt="A map", png=b"")
    grade = seed.a_grade("anna")
    mine = seed.graded(database, course, grade, page=seed.feedback_of(replace(grade, pictures=(picture,))))
    assert content(anna.get(f"/submissions/{mine}")).find("a", href=f"/submissions/{mine}/feedback#pictures") is not None


def test_what_was_handed_in_can_be_had_back(anna: TestClient, course: Course, database: Database) -> None:
    """The archive where there was one, else the notebook alone."""
    alone = seed.graded(database, course, seed.a_grade("anna"))
    upload = Upload(student="anna", assignment="first", notebook=seed.NOTEBOOK, archive=b"PK the archive", file_name="hw.zip")
    packed = submit(database, course, upload).id
    seed.grade_next(database, seed.a_grade("anna"))
    for submission, there in ((alone, False), (packed, True)):
        link = f"/api/v1/submissions/{submission}/archive"
        assert (content(anna.get(f"/submissions/{submission}")).find("a", href=link) is not None) is there
        assert anna.get(link).status_code == (200 if there else 404)
    answer = anna.get(f"/api/v1/submissions/{packed}/archive")
    assert answer.content == b"PK the archive"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''hw.zip"


def test_feedback_is_shown_in_a_sandbox_with_a_way_back(anna: TestClient, course: Course, database: Database) -> None:
    """The stored page, under its own policy: nothing on it can run or reach the session."""
    grade = seed.a_grade("anna")
    stored = seed.feedback_of(grade)
    mine = seed.graded(database, course, grade, page=stored)
    answer = anna.get(f"/submissions/{mine}/feedback")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("sandbox")
    assert answer.headers["cache-control"] == "no-store"
    way_back = f'<nav class="way-back" aria-label="Way back"><a href="/submissions/{mine}">Back to the submission</a></nav>\n'
    assert answer.text.replace(way_back, "") == stored


def test_before_the_result_feedback_leads_to_the_progress(anna: TestClient, course: Course, database: Database) -> None:
    """A bookmark made too early is no error."""
    mine = seed.hand_in(database, course, "anna")
    answer = anna.get(f"/submissions/{mine}/feedback")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/submissions/{mine}")


@pytest.mark.parametrize("path", ["", "/feedback", "/events"])
def test_another_students_submission_is_not_there(client_of: ClientOf, course: Course, database: Database, path: str) -> None:
    """The answer is the one for what never existed; tutors and instructors may look."""
    grade = seed.a_grade("anna")
    hers = seed.graded(database, course, grade, page=seed.feedback_of(grade))
    ben = client_of("ben")
    foreign, unknown = ben.get(f"/submissions/{hers}{path}"), ben.get(f"/submissions/{'0' * 16}{path}")
    assert (foreign.status_code, foreign.text) == (unknown.status_code, unknown.text.replace("0" * 16, hers))
    assert foreign.status_code == 404
    for person in ("anna", "tom", "ina"):
        assert client_of(person).get(f"/submissions/{hers}{path}").status_code == 200
    assert client_of("robot").get(f"/submissions/{hers}{path}").status_code == 404
    assert client_of("anna", "submit").get(f"/submissions/{hers}{path}").status_code == 404


def test_a_tutor_sees_whose_it_is(client_of: ClientOf, course: Course, database: Database) -> None:
    """A page seen over somebody's shoulder names them."""
    hers = seed.graded(database, course, seed.a_grade("anna"))
    assert "Handed in by anna" in words(content(client_of("tom").get(f"/submissions/{hers}")))
