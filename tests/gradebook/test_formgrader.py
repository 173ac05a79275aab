"""Formgrader in a browser shows our grades, works offline and runs nothing a student wrote."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbformat.notebooknode import NotebookNode
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from autograder.course import Course
from autograder.grade import Grade
from autograder.gradebook.write import ensure_assignment, open_gradebook, read_scores, record
from tests.chromium import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
ATTACK = "<script>window.attacked = 1</script><img src=x onerror='window.attacked = 2'>"
TOKEN = "formgrader-test"  # noqa: S105  # of a server that lives for one test


@pytest.fixture(scope="module")
def course(
    tmp_path_factory: pytest.TempPathFactory,
    course_in: Callable[[Path], Course],
    executed_notebook: Callable[[], NotebookNode],
    grade_of: Callable[..., Grade],
) -> Course:
    """Four submissions: two partly right, one that attacks the page, an unreadable one."""
    course = course_in(tmp_path_factory.mktemp("formgrader") / "course")
    [assignment] = course.assignments
    attacking = executed_notebook()
    attacking.cells[-1].source = ATTACK
    picture = {"text/html": ATTACK, "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'>{ATTACK}</svg>"}
    attacking.cells[2].outputs = [v4.new_output("display_data", data=picture)]
    unreadable = grade_of("eve", status="unreadable", questions=(), score=0, message="it is not JSON", digest="")
    with open_gradebook(course) as gradebook:
        ensure_assignment(gradebook, course, assignment, nbformat.read(course.source(assignment), as_version=4))
        for student in ("Jürgen Groß", "ben"):
            record(gradebook, course, assignment, grade_of(student, add=1), executed_notebook(), NOON)
        record(gradebook, course, assignment, grade_of("ada"), attacking, NOON)
        record(gradebook, course, assignment, unreadable, None, NOON)
    return course


@pytest.fixture(scope="module")
def server(course: Course, jupyter_environment_in: Callable[[Path], dict[str, str]]) -> Iterator[str]:
    """URL of formgrader in a Jupyter server started in the course folder."""
    environment = jupyter_environment_in(course.root.parent / "jupyter")
    options = ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--ServerApp.open_browser=False", "--allow-root"]
    options += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={course.root}"]
    log = course.root.parent / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options],
            cwd=course.root,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        announced = Path(environment["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{process.pid}.json"
        deadline = time.monotonic() + 60
        while not announced.exists():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{json.loads(announced.read_text())['port']}/formgrader"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip(f"{CHROMIUM} is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def outside() -> set[str]:
    """Hosts beyond this machine that a page asked for."""
    return set()


@pytest.fixture
def page(browser: Browser, server: str, outside: set[str]) -> Iterator[Page]:
    """A page that has logged in and cannot leave this machine."""
    context: BrowserContext = browser.new_context()

    def stay_here(route: Route) -> None:
        host = route.request.url.split("/")[2]
        if host.startswith("127.0.0.1:"):
            route.continue_()
        else:
            outside.add(host)
            route.abort()

    context.route("**/*", stay_here)
    page = context.new_page()
    page.goto(f"{server}/manage_assignments?token={TOKEN}")
    yield page
    context.close()


def table(page: Page, shows: str) -> dict[str, list[str]]:
    """Texts of the table's rows, by the text of their second cell, once the table shows ``shows``."""
    expect(page.locator("#main-table")).to_contain_text(shows)
    rows = [row.locator("td").all_inner_texts() for row in page.locator("#main-table tr").all()]
    return {row[1]: row for row in rows}


def test_submissions_are_shown_as_graded(page: Page, server: str, outside: set[str]) -> None:
    """The list shows our scores; code answers wait for nobody, written ones for a person; the page needs no network."""
    page.goto(f"{server}/manage_submissions/sums")
    assert {name: (row[3], row[4]) for name, row in table(page, "eve").items()} == {
        "Jürgen Groß": ("needs manual grading", "3 / 9"),
        "ada": ("needs manual grading", "5 / 9"),
        "ben": ("needs manual grading", "3 / 9"),
        "eve": ("graded", "0 / 9"),
    }
    page.get_by_role("link", name="Manage Assignments").click()
    assert table(page, "sums")["2026-01-31 12:00:00 UTC"][0] == "sums"
    assert outside == set()


def test_a_name_with_umlauts_and_spaces_works_in_every_address(page: Page, server: str) -> None:
    """From the list of students one can click through to the submission."""
    page.goto(f"{server}/manage_students")
    page.get_by_role("link", name="None, None").first.wait_for()
    page.locator("a[href*='Jürgen Groß']").click()
    page.get_by_role("link", name="sums", exact=True).click()
    page.get_by_role("link", name="sums", exact=True).last.click()
    expect(page.locator("#add")).to_have_attribute("placeholder", "1")
    assert "/submissions/" in page.url


def test_a_person_grades_and_a_regrade_keeps_it(
    page: Page, server: str, course: Course, executed: NotebookNode, grade_of: Callable[..., Grade]
) -> None:
    """The page has our scores and comments; points entered there complete the grade, and stay when we grade again."""
    page.goto(f"{server}/manage_students/ben/sums")
    page.get_by_role("link", name="sums", exact=True).last.click()
    expect(page.locator("#add")).to_have_attribute("placeholder", "1")
    expect(page.locator("#double")).to_have_attribute("placeholder", "2")
    expect(page.locator("#add-comment")).to_have_attribute("placeholder", re.compile("1 of 3 checks passed"))
    expect(page.locator(".needs_manual_grade")).to_have_count(1)
    explain = page.locator("#explain")
    expect(explain).to_have_class(re.compile("needs_manual_grade"))
    explain.fill("3")
    with page.expect_response(lambda response: "/api/grade/" in response.url):
        explain.press("Tab")
    expect(page.locator(".needs_manual_grade")).to_have_count(0)

    [assignment] = course.assignments
    with open_gradebook(course) as gradebook:
        assert read_scores(gradebook, assignment)["ben"] == {"add": 1, "double": 2, "explain": 3}
        record(gradebook, course, assignment, grade_of("ben", add=2), executed, NOON)
    page.reload()
    expect(page.locator("#add")).to_have_attribute("placeholder", "2")
    expect(explain).to_have_value("3")
    page.goto(f"{server}/manage_submissions/sums")
    assert table(page, "eve")["ben"][3:5] == ["graded", "7 / 9"]


def test_nothing_a_student_wrote_runs(page: Page, server: str, outside: set[str]) -> None:
    """Scripts in Markdown and outputs are shown as text or not at all; formulas would come from one known host."""
    page.goto(f"{server}/manage_students/ada/sums")
    page.get_by_role("link", name="sums", exact=True).last.click()
    expect(page.locator("#add")).to_have_attribute("placeholder", "3")
    assert page.evaluate("window.attacked") is None
    expect(page.get_by_role("main")).to_contain_text(ATTACK)
    assert outside <= {"cdnjs.cloudflare.com"}


def test_an_unreadable_submission_can_be_scored(page: Page, server: str) -> None:
    """Its page says why it has no points and has a field for each question."""
    page.goto(f"{server}/manage_students/eve/sums")
    page.get_by_role("link", name="sums", exact=True).last.click()
    expect(page.get_by_role("main")).to_contain_text("This notebook could not be read: it is not JSON")
    for name in ("add", "double", "explain"):
        expect(page.locator(f"#{name}")).to_have_attribute("placeholder", "0")
