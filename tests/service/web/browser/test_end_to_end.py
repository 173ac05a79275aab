"""The whole of it, as a student of this course meets it: `autograder serve`, Chromium, and convolution by hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.authoring.examples import copy_course, hand_in, read_examples
from autograder.course import Course, load_course
from autograder.service import words
from autograder.service.database import open_database
from autograder.service.tables import Person
from autograder.service.tokens import make_token
from tests.service.running import Server
from tests.service.web.browser.conftest import Window

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[4]
NAME = "conv_by_hand"
[EXAMPLE] = [e for e in read_examples(ROOT / "tests" / "submissions" / NAME / "class") if e.overlay.name == "anna_meier"]
PATIENCE = 120_000


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A copy of this course with one student's notebook, which flips the kernel."""
    course = copy_course(load_course(ROOT), tmp_path / "course")
    hand_in(course, course.assignment(NAME), [EXAMPLE])
    course.submitted(course.assignment(NAME), EXAMPLE.student).rename(tmp_path / f"{NAME}.ipynb")
    return course


@pytest.fixture
def token(course: Course) -> str:
    database = open_database(course)
    with database.write() as db:
        db.add(Person(id=EXAMPLE.student, name="Anna Meier", role="student"))
        db.flush()
        token = make_token(db, EXAMPLE.student, "browser", ["submit", "read"], 1)
    database.close()
    return token


@pytest.fixture
def address(course: Course, token: str) -> Iterator[str]:
    server = Server(course, "--slots", "1")
    try:
        yield server.await_ready()
    finally:
        server.close()


def seen_phases(page: Page) -> list[str]:
    """The phases that the page showed until the result, each once, in the order in which they came."""
    seen: list[str] = []
    end = time.monotonic() + PATIENCE / 1000
    while not page.get_by_role("heading", name="Your result").is_visible():
        assert time.monotonic() < end, seen
        shown = page.evaluate("document.querySelector('[aria-current=step] .phase')?.textContent")
        if shown and shown not in seen:
            seen.append(shown)
    return seen


@pytest.mark.timeout(300)
def test_a_student_hands_in_convolution_by_hand(address: str, token: str, browser: Browser, tmp_path: Path) -> None:
    """They watch it go through its phases and read what they get, why, and their own figure."""
    window = Window(browser.new_context(), address)
    page = window.open("/")
    page.get_by_label("Your access token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Convolution by hand").click()
    page.get_by_label("Your notebook").set_input_files(tmp_path / f"{NAME}.ipynb")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()

    seen = seen_phases(page)
    order = [words.PHASE_WORDS[phase] for phase in words.PHASES]
    assert seen == sorted(seen, key=order.index)
    assert len(seen) >= 2, seen
    score = sum(EXAMPLE.expected.values())
    expect(page.locator(".total")).to_have_text(f"{score:g} of 30 points so far")
    expect(page.locator(".recognised").first).to_contain_text("True convolution")

    page.get_by_role("link", name="Read the whole feedback").click()
    expect(page.get_by_role("heading", name="Question by question")).to_be_visible()
    figure = page.locator("figure img").first
    figure.scroll_into_view_if_needed()
    assert figure.evaluate("image => image.complete && image.naturalWidth") > 200
    assert figure.get_attribute("alt")
    page.get_by_role("link", name="Back to the submission").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Receipt").click()
    assert EXAMPLE.student in Path(receipt.value.path()).read_text()
    window.page.context.close()
    window.check()
