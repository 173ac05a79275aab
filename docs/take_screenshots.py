"""Take the README's pictures of a feedback page with Chromium; run it after ``make demo``.

feedback.png: the top of the page. feedback_question.png: a question in which a misconception was recognised.
feedback_figure.png: the figure of the visible example.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from autograder.course import load_course
from autograder.grade import Grade
from autograder.grading import store

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NAME = "conv_by_hand"
WIDTH, HEIGHT = 760, 1010


def page_to_show() -> Path:
    """The feedback page of the first student with a recognised misconception and a figure."""
    course = load_course(ROOT / "build" / "demo")
    for folder in sorted(course.root.glob(f"results/*/{NAME}")):
        stored = store.load(folder)
        if stored is not None and stored.grade.pictures and recognised(stored.grade):
            return folder / "feedback.html"
    sys.exit("no feedback page with a recognised misconception and a figure in build/demo; run `make demo` first")


def recognised(grade: Grade) -> bool:
    return any(check.diagnosis for question in grade.questions for check in question.checks)


def take(page: Page, name: str, selector: str = "") -> None:
    target = IMAGES / f"{name}.png"
    if selector:
        page.locator(selector).first.screenshot(path=target)
    else:
        page.screenshot(path=target)
    print(target.relative_to(ROOT))


def main() -> None:
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing; run `scripts/install --browser`")
    shown = page_to_show()
    IMAGES.mkdir(exist_ok=True)
    as_root = os.geteuid() == 0  # Chromium's own sandbox refuses to start as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if as_root else [])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
        page.goto(shown.as_uri())
        take(page, "feedback")
        take(page, "feedback_question", "section.question:has-text('recognise')")
        take(page, "feedback_figure", "figure")
        browser.close()


if __name__ == "__main__":
    main()
