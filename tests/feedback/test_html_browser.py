"""In Chromium the feedback page runs nothing, asks for nothing, and everybody can read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from autograder.feedback.html import render_html
from autograder.grade import Grade
from tests.chromium import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser

MakeGrade = Callable[..., Grade]
MakePoisoned = Callable[[str], tuple[Grade, dict[str, Any]]]

ADDRESS = "https://feedback.example/page.html"
READERS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Reader:
    """A browser window that serves pages itself and remembers every other request."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self._html = ""
        self.page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
        else:
            self.requests.append(route.request.url)
            route.abort()

    def show(self, html: str) -> Page:
        self._html = html
        self.page.goto(ADDRESS)
        return self.page


@pytest.fixture
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A window; parameters are those of Playwright's ``new_context``."""
    context = browser.new_context(**getattr(request, "param", {}))
    yield Reader(context)
    context.close()


def act(page: Page) -> None:
    """What a curious reader does: open every fold, hover and focus everything."""
    page.evaluate(
        """() => { for (const e of document.querySelectorAll('*')) {
            if (e.tagName === 'DETAILS') e.open = true;
            for (const kind of ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'load', 'error'])
                if (!(kind === 'click' && e.tagName === 'A')) e.dispatchEvent(new Event(kind));
        } }"""
    )


without_policy = pytest.mark.parametrize(
    "reader", [{"bypass_csp": True}, {}], indirect=True, ids=["escaping alone", "with policy"]
)


@without_policy
def test_no_student_text_runs_or_asks_for_anything(reader: Reader, payloads: list[str], make_poisoned: MakePoisoned) -> None:
    for payload in payloads:
        page = reader.show(render_html(*make_poisoned(payload), payload, payload))
        act(page)
        assert page.evaluate("window.ran") is None, payload
        assert (page.url, reader.requests) == (ADDRESS, []), payload
        schemes = page.evaluate("[...document.links].map(link => link.protocol)")
        assert set(schemes) <= {"https:", "mailto:"}, payload


@pytest.mark.parametrize("reader", [{"bypass_csp": True}], indirect=True)
def test_the_same_texts_do_run_and_ask_where_nothing_escapes_them(reader: Reader, payloads: list[str]) -> None:
    ran = asked = 0
    for payload in (text for text in payloads if "http-equiv" not in text):  # that one leaves the page
        page = reader.show(f"<!DOCTYPE html><meta charset=utf-8>{payload.encode('utf-8', 'replace').decode()}")
        act(page)
        ran += page.evaluate("window.ran") == 1
        asked += any("evil.example" in url for url in reader.requests)
        reader.requests.clear()
    assert ran >= 8
    assert asked >= 5


def test_the_policy_alone_stops_scripts_styles_and_requests(reader: Reader, payloads: list[str], grade: Grade) -> None:
    html = render_html(grade, None, "Deep Learning", "Convolution by hand")
    for payload in (text for text in payloads if "http-equiv" not in text):
        hurt = html.replace('<main id="content"', payload.encode("utf-8", "replace").decode() + '<main id="content"')
        page = reader.show(hurt)
        act(page)
        assert page.evaluate("window.ran") is None
    assert reader.requests == []


@pytest.fixture(scope="module")
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    return [json.dumps([rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]]) for rule in found["violations"]]


def pages(make_grade: MakeGrade, notebook: NotebookNode) -> dict[str, str]:
    nothing: dict[str, Any] = {"questions": (), "findings": (), "pictures": ()}
    shown = {
        "example": (make_grade(), notebook),
        "unreadable": (make_grade(status="unreadable", message="it is not JSON", **nothing), None),
        "infrastructure": (make_grade(status="infrastructure", **nothing), None),
    }
    return {name: render_html(*given, "Deep Learning", "Convolution by hand") for name, given in shown.items()}


@pytest.mark.parametrize(
    "reader",
    [{"viewport": {"width": width, "height": 800}, "color_scheme": scheme} for width, scheme in READERS],
    ids=[f"{width}-{scheme}" for width, scheme in READERS],
    indirect=True,
)
def test_axe_finds_no_barrier(reader: Reader, axe: str, make_grade: MakeGrade, notebook: NotebookNode) -> None:
    for name, html in pages(make_grade, notebook).items():
        page = reader.show(html)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert violations(page, axe) == [], name


def test_axe_does_find_barriers(reader: Reader, axe: str) -> None:
    page = reader.show(
        "<!DOCTYPE html><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#bbb'>pale</p></main>" * 2
    )
    assert len(violations(page, axe)) >= 3


PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def wide_notebook() -> NotebookNode:
    """Everything that is too wide for a phone."""
    word = "W" * 400
    table = "|" + "a long heading|" * 12 + "\n|" + "---|" * 12 + "\n|" + "cell|" * 12
    formula = "$$" + " + ".join(f"\\frac{{x_{{{i}}}}}{{y_{{{i}}}}}" for i in range(40)) + "$$"
    outputs = [
        new_output("stream", name="stdout", text=word),
        new_output("stream", name="stderr", text=word),
        new_output("error", ename=word, evalue=word, traceback=[word]),
        new_output("display_data", {"text/plain": word, "text/html": word}),
    ]
    inline = "Inline " + formula.replace("$$", "$")
    sources = [
        word,
        f"# {word}",
        f"- `{word}`\n\n> {word}",
        f"[{word}](https://example.org)",
        table,
        formula,
        inline,
        f"```\n{word}\n```",
    ]
    cells = [new_markdown_cell(source) for source in sources]
    return new_notebook(cells=[*cells, new_code_cell(f"x = '{word}'", outputs=outputs)])


@pytest.mark.parametrize("reader", [PHONE], indirect=True)
def test_a_phone_never_scrolls_sideways(
    reader: Reader, make_grade: MakeGrade, notebook: NotebookNode, make_poisoned: MakePoisoned
) -> None:
    wide, _ = make_poisoned("W" * 300)
    shown = [*pages(make_grade, notebook).values(), render_html(wide, wide_notebook(), "W" * 300, "W" * 300)]
    for html in shown:
        page = reader.show(html)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("visualViewport.width") == pytest.approx(360)


@pytest.mark.parametrize("reader", [PHONE], indirect=True)
def test_what_scrolls_in_its_box_is_reachable_by_keyboard(reader: Reader, grade: Grade) -> None:
    page = reader.show(render_html(grade, wide_notebook(), "Deep Learning", "Convolution by hand"))
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    boxes = page.evaluate(
        """[...document.querySelectorAll('*')]
            .filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1)
            .map(e => [e.tabIndex, e.getAttribute('aria-label')])"""
    )
    assert len(boxes) >= 8
    assert all(index == 0 and label for index, label in boxes)


def test_the_keyboard_skips_to_the_result_and_shows_where_it_is(reader: Reader, grade: Grade, notebook: NotebookNode) -> None:
    page = reader.show(render_html(grade, notebook, "Deep Learning", "Convolution by hand"))
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the result"
    assert focused.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Slide a kernel over an image"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_screen_reader_finds_landmarks_and_states(reader: Reader, grade: Grade, notebook: NotebookNode) -> None:
    page = reader.show(render_html(grade, notebook, "Deep Learning", "Convolution by hand"))
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    for name in ("Your result", "What we noticed in your notebook", "Question by question", "Your notebook, as we ran it"):
        assert page.get_by_role("region", name=name, exact=True).count() == 1
    row = page.get_by_role("row", name="What does the edge filter see?")
    assert "open of 2" in " ".join(row.inner_text().split())
    assert page.get_by_role("table", name="Points of each question").count() == 1
    assert page.get_by_role("math").count() == 3


def test_the_printed_page_shows_what_is_folded_on_the_screen(reader: Reader, grade: Grade, notebook: NotebookNode) -> None:
    page = reader.show(render_html(grade, notebook, "Deep Learning", "Convolution by hand"))
    folded = page.locator("details .printed").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.bounding_box()["height"] > 10
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_the_page_needs_no_scripts(reader: Reader, grade: Grade, notebook: NotebookNode) -> None:
    page = reader.show(render_html(grade, notebook, "Deep Learning", "Convolution by hand"))
    summary = page.locator("summary", has_text="Output, 61 lines")
    summary.click()
    assert page.get_by_text("epoch  59").is_visible()
    assert page.locator("figure img").bounding_box()["width"] > 100
    assert reader.requests == []
