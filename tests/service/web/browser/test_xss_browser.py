"""Chromium looks at pages full of what students could write, and nothing of it happens."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import Page

from autograder.feedback.html import render_html
from autograder.service.queue import finish
from autograder.service.submit import Upload, submit
from autograder.service.upload import read_upload
from tests.service.seed import outcome
from tests.service.web.browser.conftest import Site, Window
from tests.service.web.test_xss import hostile_grade
from tests.service.xss import PAYLOADS, notebook_bytes

pytestmark = pytest.mark.browser


def fill(site: Site) -> list[str]:
    """Graded submissions with payloads in every field; the first has all of them in its notebook."""
    data, ids = notebook_bytes(), []
    first = site.course.assignment("first")
    for payload in PAYLOADS[::12]:
        read = read_upload(data, f"{payload}.ipynb", site.course, first)
        upload = Upload(student="anna", assignment="first", notebook=read.notebook, file_name=read.file_name, origin="web")
        ids.append(submit(site.database, site.course, upload).id)
        held = site.lease()
        grade = hostile_grade("anna", payload)
        page = render_html(grade, nbformat.reads(held.data.decode(), as_version=4), site.course.name, "First")
        assert finish(site.database, held, outcome(grade, page=page))
    return ids


def touch(page: Page) -> None:
    """Open what can be opened, and let the mouse and the keyboard pass over everything."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    box = page.viewport_size or {"width": 1280, "height": 720}
    for x in range(20, box["width"], 200):
        page.mouse.move(x, box["height"] / 2)
    for _ in range(10):
        page.keyboard.press("Tab")


@pytest.mark.parametrize("person", ["anna", "ina"])
def test_nothing_a_student_wrote_happens(site: Site, window_of: Callable[..., Window], person: str) -> None:
    """No dialog, no request elsewhere, no blocked script and no error, on any page of the submissions or the class."""
    ids = fill(site)
    window = window_of(person)
    waiting = ["/", "/assignments/first", *(f"/submissions/{one}" for one in ids)]
    if person == "ina":
        waiting = ["/class", "/class/first", "/class/first/submissions", *(f"/class/submissions/{one}" for one in ids)]
    pages = 0
    while waiting:
        path = waiting.pop()
        page = window.open(path)
        touch(page)
        assert page.url == site.url + path
        assert page.evaluate("document.querySelectorAll('iframe, object, embed, base').length") == 0
        window.check()
        pages += 1
        if path.endswith(ids[0]):  # the one whose notebook is full of them
            waiting += [link.get_attribute("href") or "" for link in page.locator("a[href$='/feedback']").all()[:1]]
            assert waiting[-1].endswith("/feedback")
    assert pages == 4 + len(ids) - (person == "anna")
