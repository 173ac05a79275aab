"""In Chromium the report of `verify` runs nothing, asks for nothing, and everybody can read the kill matrix."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from autograder.authoring.verify.html import render_html
from autograder.authoring.verify.report import CourseReport
from tests.authoring.outcomes import GOOD, VALUE, a_candidate, a_grade, rounds
from tests.chromium import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser

READERS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
PAYLOAD = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
MANY = 40

MakeCourseReport = Callable[..., CourseReport]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def pages(make_course_report: MakeCourseReport) -> dict[str, str]:
    """A report in which all is well, and one with everything amiss and more misconceptions than fit on a screen."""
    poor = {c: (a_grade() if c.name == "squeezed" else grade) for c, grade in GOOD.items() if "right_" not in c.name}
    poor[a_candidate("misconception", "m" * 200, question="elsewhere", title=PAYLOAD)] = a_grade(broken=VALUE)
    poor |= {a_candidate("misconception", f"wrong_{n}", question="loss"): a_grade(VALUE) for n in range(MANY)}
    return {
        "good": render_html(make_course_report()),
        "poor": render_html(make_course_report(poor, rounds(20), (PAYLOAD,))),
    }


def opened(browser: Browser, html: str, **options: object) -> Page:
    page = browser.new_context(**options).new_page()
    page.requests = []  # type: ignore[attr-defined]  # what the page asks for
    page.on("request", lambda request: page.requests.append(request.url))  # type: ignore[attr-defined]  # as above
    page.set_content(html)
    return page


def test_no_text_runs_or_asks_for_anything(browser: Browser, pages: dict[str, str]) -> None:
    """Neither by itself nor with the policy switched off."""
    for bypass in (False, True):
        page = opened(browser, pages["poor"], bypass_csp=bypass)
        assert page.evaluate("window.ran") is None
        assert page.requests == []  # type: ignore[attr-defined]  # set above
        assert PAYLOAD in page.locator(".missed-list").inner_text()
        assert page.evaluate("document.querySelectorAll('script, img').length") == 0
        page.context.close()


def test_the_style_sheet_is_the_one_the_policy_allows(browser: Browser, pages: dict[str, str]) -> None:
    page = opened(browser, pages["good"])
    assert page.locator(".matrix thead").evaluate("head => getComputedStyle(head).position") == "sticky"
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), READERS)
def test_axe_finds_no_barrier(browser: Browser, pages: dict[str, str], width: int, scheme: str) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for html in pages.values():
        page = opened(browser, html, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
        page.evaluate(axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert len(found["passes"]) > 10
        assert [json.dumps([rule["id"], rule["nodes"][0]["html"][:200]]) for rule in found["violations"]] == []
        page.context.close()


def test_a_phone_never_scrolls_the_page_sideways(browser: Browser, pages: dict[str, str]) -> None:
    for html in pages.values():
        page = opened(browser, html, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.close()


def test_the_keyboard_reaches_and_scrolls_the_matrix(browser: Browser, pages: dict[str, str]) -> None:
    page = opened(browser, pages["poor"], viewport={"width": 700, "height": 500})
    box = page.get_by_role("region", name="Which check catches which misconception")
    box.focus()
    before = box.evaluate("box => box.scrollTop")
    page.keyboard.press("PageDown")
    page.wait_for_function("([box, before]) => box.scrollTop > before", arg=[box.element_handle(), before])
    page.context.close()


def test_a_screen_reader_hears_what_the_picture_shows(browser: Browser, pages: dict[str, str]) -> None:
    """Colour and shape never stand alone: each mark has words, each row and column its head."""
    page = opened(browser, pages["good"])
    table = page.get_by_role("table", name="Kill matrix")
    row = table.get_by_role("row", name="flipped")
    assert [" ".join(cell.split()) for cell in row.get_by_role("cell").all_inner_texts()] == ["caught, alone", "", ""]
    frozen = table.get_by_role("row", name="frozen")
    assert [" ".join(cell.split()) for cell in frozen.get_by_role("cell").all_inner_texts()] == ["caught", "", "caught"]
    assert "equivalent" in table.get_by_role("rowheader", name="renamed").inner_text()
    assert table.get_by_role("columnheader", name="learns").count() == 1
    page.context.close()


def test_a_surviving_misconception_is_marked_in_its_row(browser: Browser, pages: dict[str, str]) -> None:
    page = opened(browser, pages["poor"])
    assert "survives" in page.get_by_role("rowheader", name="squeezed").inner_text()
    assert page.get_by_role("region", name="All assignments together").get_by_text("missed").count() >= 1
    page.context.close()
