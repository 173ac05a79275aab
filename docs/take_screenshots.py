"""Take the README's picture from the demo's feedback pages with Chromium; run it after ``make demo``."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograder.authoring.examples import read_examples
from autograder.course import load_course

ROOT = Path(__file__).resolve().parent.parent
NAME = "conv_by_hand"
WIDTH, HEIGHT = 900, 1250


def page_to_show() -> Path:
    """The feedback page of the first student in whose answer a misconception was recognised and who has the figure."""
    course = load_course(ROOT / "build" / "demo")
    assignment = course.assignment(NAME)
    for example in read_examples(ROOT / "tests" / "submissions" / NAME / "class"):
        folder = course.results(assignment, example.student)
        if (folder / "grade.json").exists() and b'"diagnosis":{' in (folder / "grade.json").read_bytes():
            return folder / "feedback.html"
    sys.exit("no feedback page with a recognised misconception in build/demo; run `make demo` first")


def main() -> None:
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing; run `scripts/install --browser`")
    target = ROOT / "docs" / "images" / "feedback.png"
    target.parent.mkdir(exist_ok=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's own sandbox refuses to start as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if root else [])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
        page.goto(page_to_show().as_uri())
        page.wait_for_load_state("load")
        page.screenshot(path=target)
        browser.close()
    print(target)


if __name__ == "__main__":
    main()
