"""In Chromium a student hands in, watches and reads: by mouse, by keyboard, without scripts, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, Route, expect

from autograder.service.queue import STRIKES, beat, strike
from autograder.service.tables import Submission
from autograder.service.tokens import make_token
from tests.service import seed
from tests.service.web.browser.conftest import Site, Window, grade_with_figure

pytestmark = pytest.mark.browser

WindowOf = Callable[..., Window]
Violations = Callable[[Page], list[str]]

DROP = """([target, name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const kind of ["dragenter", "dragover", "drop"])
        document.querySelector(target).dispatchEvent(
            new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "my first.ipynb"
    path.write_bytes(seed.NOTEBOOK)
    return path


def current(page: Page) -> str:
    return " ".join(page.locator("[aria-current=step]").inner_text().split())


def submissions(site: Site) -> int:
    with site.database.read() as db:
        return db.query(Submission).count()


def test_a_student_signs_in_hands_in_watches_and_reads(site: Site, window_of: WindowOf, notebook: Path) -> None:
    """Every phase shows without a reload; the feedback page has the figure and a way back; then they sign out."""
    with site.database.write() as db:
        token = make_token(db, "anna", "browser", ["submit", "read"], 1)
    page = window_of().open("/assignments/first")
    page.get_by_label("Your access token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Convolution by hand")
    expect(page.get_by_text("Anna Meier")).to_be_visible()
    page.get_by_label("Your notebook").set_input_files(notebook)
    expect(page.locator(".said")).to_contain_text("my first.ipynb is chosen")
    page.get_by_role("button", name="Hand in").click()

    expect(page.locator("[aria-current=step]")).to_contain_text("You are next")
    page.evaluate("window.stayed = true")
    held = site.lease()
    expect(page.get_by_role("heading", name="Your notebook is being graded")).to_be_visible()
    assert beat(site.database, held, "running", 2, 5)
    expect(page.locator("[aria-current=step]")).to_contain_text("cell 2 of 5")
    assert page.get_by_role("progressbar").get_attribute("value") == "2"
    expect(page.get_by_role("status")).to_have_text("Running your cells")
    assert beat(site.database, held, "checking")
    expect(page.locator("[aria-current=step]")).to_have_text("Checking your answers")
    site.finish(held, grade_with_figure("anna"))
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Graded: 8 of 12 points.")
    assert page.evaluate("window.stayed")

    page.get_by_role("link", name="See your figures").click()
    picture = page.get_by_role("img", name="An activation map of 9 × 7 places")
    expect(picture).to_be_in_viewport()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 480
    page.get_by_role("link", name="Back to the submission").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{site.url}/assignments")
    expect(page).to_have_url(f"{site.url}/login?next=/assignments")


def test_a_notebook_can_be_dropped(site: Site, window_of: WindowOf) -> None:
    """What is no notebook, too large or more than one file is said at once, and not kept for sending."""
    page = window_of("anna").open("/assignments/first")
    said, chosen = page.locator(".said"), "document.querySelector('#file').files.length"
    for name, text, told in (
        ("photo.png", "x", "photo.png is no .ipynb or .zip file."),
        ("a.ipynb", "", "a.ipynb is empty."),
        ("a.ipynb", "x" * 1_500_000, "a.ipynb is too large: 1.4 MB, at most 1 MB are taken."),
    ):
        page.evaluate(DROP, [".drop", name, text])
        expect(said).to_have_text(told.replace("1 MB", "1.0 MB"))
        assert page.evaluate(chosen) == 0
    page.evaluate(DROP, [".drop", "conv.ipynb", seed.NOTEBOOK.decode()])
    expect(said).to_contain_text("conv.ipynb is chosen")
    assert page.evaluate(chosen) == 1
    page.evaluate(DROP, ["h1", "elsewhere.ipynb", "x"])  # beside the form: nothing happens, the page stays
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    assert submissions(site) == 1


def test_an_unreadable_notebook_is_explained(site: Site, window_of: WindowOf, tmp_path: Path) -> None:
    """The reason is the first thing that a screen reader says; no attempt is used up."""
    window = window_of("anna")
    window.refused = {422}
    page = window.open("/assignments/second")
    (tmp_path / "second.ipynb").write_text("{")
    page.get_by_label("Your notebook").set_input_files(tmp_path / "second.ipynb")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("This file cannot be graded: it is not a notebook")
    expect(page.get_by_text("3 of 3 attempts left")).to_be_visible()
    assert submissions(site) == 0


def test_a_keyboard_is_enough(site: Site, window_of: WindowOf, notebook: Path) -> None:
    """From the start page to the feedback without a mouse; the place is always visible."""
    window = window_of("anna")
    # Waiting from the start: Playwright's expect_file_chooser does not wait until Chromium has heard of it.
    window.page.on("filechooser", lambda chooser: chooser.set_files(notebook))
    page = window.open("/")

    def tab_to(text: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", focused
            if focused == text:
                return
        pytest.fail(f"the Tab key does not reach {text!r}")

    tab_to("Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    tab_to("Convolution by hand")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Convolution by hand")
    tab_to("file")
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_contain_text("my first.ipynb is chosen")
    tab_to("Hand in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    site.finish(site.lease(), grade_with_figure("anna"))
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    tab_to("Read the whole feedback")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question by question")).to_be_visible()


def test_no_script_is_needed(site: Site, window_of: WindowOf, notebook: Path) -> None:
    """The form works, the page shows where the submission is, and a link looks again."""
    page = window_of("anna", java_script_enabled=False).open("/assignments/first")
    page.get_by_label("Your notebook").set_input_files(notebook)
    page.get_by_role("button", name="Hand in").click()
    assert current(page) == "Waits for its turn · You are next"
    held = site.lease()
    assert beat(site.database, held, "running", 3, 5)
    page.get_by_role("link", name="Look again").click()
    assert current(page) == "Running your cells · cell 3 of 5"
    site.finish(held, grade_with_figure("anna"))
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Read the whole feedback").click()
    expect(page.get_by_role("img", name="An activation map of 9 × 7 places")).to_be_visible()


def test_a_page_survives_a_restart_of_the_server(site: Site, window_of: WindowOf) -> None:
    """The server stops without waiting for open pages; they find it again and go on where they were."""
    submission = seed.hand_in(site.database, site.course, "anna")
    window = window_of("anna")
    page = window.open(f"/submissions/{submission}")
    held = site.lease()
    expect(page.get_by_role("heading", name="Your notebook is being graded")).to_be_visible()
    page.evaluate("window.stayed = true")
    site.stop()
    site.finish(held, grade_with_figure("anna"))
    site.start()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    assert page.evaluate("window.stayed")
    window.problems = [text for text in window.problems if text != "console: [object Event]"]  # htmx tells of the lost stream


def test_a_machine_that_failed_is_told_kindly(site: Site, window_of: WindowOf) -> None:
    """The page that was open says so by itself, and offers the next attempt."""
    submission = seed.hand_in(site.database, site.course, "anna", "second")
    page = window_of("anna").open(f"/submissions/{submission}")
    for _ in range(STRIKES):
        assert strike(site.database, site.lease(), "killed")
    expect(page.get_by_role("heading", name="Your attempt was given back")).to_be_visible()
    page.get_by_role("link", name="Hand in again").click()
    expect(page.get_by_text("3 of 3 attempts left")).to_be_visible()


def pages_of(site: Site) -> dict[str, str]:
    """A path to every kind of page that a student sees."""
    long_name = "a_very_long_file_name_" * 4 + ".ipynb"
    for failed in (("stride", "asymmetric"), ("stride",)):
        site.graded("anna", seed.a_grade("anna", failed))
    graded = site.graded("anna", grade_with_figure("anna"), long_name)
    nothing = seed.a_grade("anna", tuple(check for check in seed.CHECKS))
    unreadable = replace(nothing, status="unreadable", questions=(), message="it is not JSON")
    failed = seed.hand_in(site.database, site.course, "anna", "second")
    for _ in range(STRIKES):
        assert strike(site.database, site.lease(), "killed")
    unread = site.graded("anna", unreadable)
    running = seed.hand_in(site.database, site.course, "anna", file_name=long_name)
    assert beat(site.database, site.lease(), "running", 2, 5)
    waiting = seed.hand_in(site.database, site.course, "anna")
    return {
        "assignments": "/", "assignment": "/assignments/first", "limited": "/assignments/second",
        "waiting": f"/submissions/{waiting}", "running": f"/submissions/{running}", "graded": f"/submissions/{graded}",
        "given back": f"/submissions/{failed}", "unreadable": f"/submissions/{unread}",
        "feedback": f"/submissions/{graded}/feedback", "nothing here": "/submissions/0", "tokens": "/tokens",
    }  # fmt: skip


def without_sandbox(route: Route) -> None:
    """The page as it is, but that axe can run on it."""
    answer = route.fetch()
    policy = answer.headers["content-security-policy"].removesuffix("; sandbox")
    route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": policy})


def test_axe_finds_no_barrier(site: Site, window_of: WindowOf, violations: Violations, tmp_path: Path) -> None:
    """On every page, in light and dark, on a phone and on a desk; a phone never scrolls sideways."""
    window = window_of("anna")
    window.refused = {404, 422}
    window.page.route("**/feedback", without_sandbox)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page = window.page
        for width, scheme in ((360, "light"), (360, "dark"), (1280, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if barriers := violations(page):
                found[f"{name}, {width} px, {scheme}"] = barriers

    for name, path in pages_of(site).items():
        window.open(path)
        look(name)
    (tmp_path / "second.ipynb").write_text("{")
    page = window.open("/assignments/second")
    page.get_by_label("Your notebook").set_input_files(tmp_path / "second.ipynb")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("not taken")
    page.context.clear_cookies()
    window.open("/login")
    look("sign in")
    assert found == {}
