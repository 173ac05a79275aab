"""The whole of a shadow regrade with real grading: a check is mended, the instructor compares and publishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from autograder.course import Course
from autograder.gradebook.write import open_gradebook, read_scores
from autograder.service.database import Database, open_database
from autograder.service.identity import ROLE_SCOPES
from autograder.service.tables import Person, Result
from autograder.service.tokens import make_token
from tests.service import tiny
from tests.service.running import Server
from tests.service.web.browser.conftest import Window

pytestmark = pytest.mark.browser

RIGHT = 'agree(got, reference.mean_squared_error(predicted, wanted), f"the loss of'
BROKEN = 'agree(got, 1 + reference.mean_squared_error(predicted, wanted), f"the loss of'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A tiny course in which one check asks for something wrong."""
    course = tiny.tiny_course(tmp_path / "course")
    write_check(course, RIGHT, BROKEN)
    return course


@pytest.fixture
def database(course: Course) -> Iterator[Database]:
    """anna and ben, and the instructor ina."""
    database = open_database(course)
    tiny.enrol(database, ("anna", "ben"))
    with database.write() as db:
        db.add(Person(id="ina", name="Ina Instructor", role="instructor"))
    yield database
    database.close()


def write_check(course: Course, old: str, new: str) -> None:
    path = course.checks(course.assignment(tiny.ASSIGNMENT)) / "test_first_loss.py"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def signed_in(browser: Browser, address: str, database: Database, person: str) -> Window:
    """A window of somebody who pasted their token."""
    with database.write() as db:
        token = make_token(db, person, "browser", ROLE_SCOPES[db.get_one(Person, person).role], 1)
    window = Window(browser.new_context(), address)
    page = window.open("/")
    page.get_by_label("Your access token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return window


def in_gradebook(course: Course) -> dict[str, float]:
    """Points of anna's and ben's automatically graded question in nbgrader's gradebook."""
    with open_gradebook(course) as gradebook:
        found = read_scores(gradebook, course.assignment(tiny.ASSIGNMENT))
    return {student: scores["mean_squared_error"] for student, scores in found.items()}


def recorded(database: Database) -> set[float]:
    """Scores of the published results that the gradebook has."""
    with database.read() as db:
        return set(db.scalars(select(Result.score).where(Result.state == "published", Result.recorded)))


def regrade(page: Page) -> None:
    """From the class to a published regrade, as an instructor clicks."""
    page.get_by_role("navigation", name="Course").get_by_role("link", name="Class").click()
    page.get_by_role("link", name="A first loss", exact=True).click()
    page.get_by_role("link", name="Regrades").click()
    page.get_by_label("Why").fill("mended the check of the value")
    page.get_by_role("button", name="Start the regrade").click()
    expect(page.get_by_text("Ready to decide")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("row", name="Anna")).to_contain_text("+2")
    expect(page.locator("section:has(#summary) .figures")).to_contain_text("unchanged1")


@pytest.mark.timeout(240)
def test_an_instructor_regrades_and_publishes(course: Course, database: Database, browser: Browser) -> None:
    """anna's right answer failed a broken check; nobody sees the mended check's result before it is published."""
    anna = tiny.hand_in(database, course, "anna", tiny.notebook(course))
    tiny.hand_in(database, course, "ben", tiny.notebook(course, solved=False))
    server = Server(course, "--slots", "1")
    try:
        address = server.await_ready()
        tiny.await_that(lambda: recorded(database) == {1.0, 0.0}, "the first results")
        assert in_gradebook(course) == {"anna": 1.0, "ben": 0.0}
        student = signed_in(browser, address, database, "anna")
        expect(student.open(f"/submissions/{anna}").locator(".total")).to_contain_text("1 of ")
        teacher = signed_in(browser, address, database, "ina")
        page = teacher.page
        expect(page.get_by_role("heading", level=1)).to_have_text("Class")
        page.get_by_role("link", name="2 submissions of A first loss").click()
        page.get_by_role("link", name="Anna").click()
        expect(page.get_by_role("row", name="The loss of a list of numbers")).to_contain_text("Failed")

        write_check(course, BROKEN, RIGHT)
        regrade(page)
        expect(student.open(f"/submissions/{anna}").locator(".total")).to_contain_text("1 of ")
        assert in_gradebook(course) == {"anna": 1.0, "ben": 0.0}

        page.get_by_role("link", name="Publish the new results").click()
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("students see the new results")).to_be_visible()
        expect(student.open(f"/submissions/{anna}").locator(".total")).to_contain_text("3 of ")
        tiny.await_that(lambda: recorded(database) == {3.0, 0.0}, "the gradebook")
        assert in_gradebook(course) == {"anna": 3.0, "ben": 0.0}
        for window in (student, teacher):
            window.page.context.close()
            window.check()
    finally:
        server.close()
