"""Take the pictures of the grading server with Chromium: a class hands in convolution by hand, and two people look.

    python docs/take_server_screenshots.py

server_progress.png and server_student.png: a student's submission while it is graded and afterwards. server_feedback.png: its
figure on the feedback page. server_assignment.png: handing in, with the history. server_class.png: the class for its
teachers. server_regrade.png: who changes when a check is mended that was wrong at first. It takes about four minutes.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from autograder.authoring.examples import Example, copy_course, hand_in, read_examples
from autograder.authoring.generate import generate
from autograder.course import CONFIG_NAME, Course, load_course
from autograder.errors import SubmissionError
from autograder.notebook.read import parse_notebook
from autograder.service.database import Database, open_database
from autograder.service.identity import ROLE_SCOPES
from autograder.service.people import add_person
from autograder.service.submit import Upload, submit
from autograder.service.tables import Person, Role, Submission
from autograder.service.tokens import make_token

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NAME = "conv_by_hand"
SHOWN = "anna_meier"
TEACHER = "ines_arndt"
BEFORE = ("ben_kaufmann", "elif_demir")
"""Whose notebooks are her first attempts."""
CLASS = 14
"""As many students hand in; it shall not take all day."""
RIGHT, WRONG = "[::stride, ::stride]", "[::stride, ::2]"
"""A check of conv2d as it is, and with a mistake that instructors make."""
WIDTH, HEIGHT = 900, 1000
PATIENCE = 900.0


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what} did not happen within {PATIENCE:g} s")
        time.sleep(0.1)


@contextlib.contextmanager
def served(course: Course) -> Iterator[str]:
    """`autograder serve`; gives its address."""
    with tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "autograder.cli.main", "serve", "--course", str(course.root), "--port", "0"]
        process = subprocess.Popen(command, stdout=said)

        def address() -> str:
            said.seek(0)
            found = re.search(r"ready at (\S+)", said.read())
            return found.group(1) if found else ""

        try:
            until(lambda: address() or process.poll() is not None, "the server's start")
            yield address()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def enrol(database: Database, examples: list[Example]) -> None:
    people: list[tuple[str, Role]] = [(example.student, "student") for example in examples]
    with database.write() as db:
        for person, role in [*people, (TEACHER, "instructor")]:
            add_person(db, person, person.replace("_", " ").title(), role)


def set_due(course: Course) -> None:
    """Give the assignment a due date and a number of attempts."""
    path, title = course.root / CONFIG_NAME, 'title="Convolution by hand",'
    due = datetime.now(UTC).replace(hour=23, minute=59, second=0, microsecond=0) + timedelta(days=6)
    text = path.read_text(encoding="utf-8")
    if title not in text:
        sys.exit(f"{path.name} has no {title} any more")
    settings = f'{title} due=datetime.fromisoformat("{due.isoformat()}"), attempts=10,'
    path.write_text("from datetime import datetime\n" + text.replace(title, settings), encoding="utf-8")


def written(course: Course, folder: Path, examples: list[Example]) -> dict[str, Path]:
    """The notebook to start from, and each student's in a folder of their own: the server itself writes to ``submitted/``."""
    assignment = course.assignment(NAME)
    generate(course, assignment)
    hand_in(course, assignment, examples)
    files = {example.student: folder / example.student / f"{NAME}.ipynb" for example in examples}
    for student, path in files.items():
        path.parent.mkdir()
        course.submitted(assignment, student).rename(path)
    return files


def send(course: Course, database: Database, student: str, path: Path) -> None:
    """Hand in a file as ``student``; what is no notebook is refused, as the server would."""
    with contextlib.suppress(SubmissionError):
        parse_notebook(path.read_bytes(), path, course.limits_of(course.assignment(NAME)))
        submit(database, course, Upload(student=student, assignment=NAME, notebook=path.read_bytes()))


def open_submissions(database: Database) -> int:
    with database.read() as db:
        return db.query(Submission).filter(Submission.state.in_(("queued", "running"))).count()


def edit_check(course: Course, old: str, new: str) -> None:
    path = course.checks(course.assignment(NAME)) / "test_conv2d.py"
    text = path.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"{path.name} has no {old} any more; choose another mistake")
    path.write_text(text.replace(old, new), encoding="utf-8")


def signed_in(browser: Browser, database: Database, address: str, person: str) -> Page:
    """A page of somebody who has signed in by token."""
    with database.write() as db:
        token = make_token(db, person, "pictures", ROLE_SCOPES[db.get_one(Person, person).role], 1)
    page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5).new_page()
    page.goto(f"{address}/login")
    page.get_by_label("Your access token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    return page


def take(page: Page, name: str, height: int = HEIGHT) -> None:
    page.set_viewport_size({"width": (page.viewport_size or {"width": WIDTH})["width"], "height": height})
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
    print(f"docs/images/{name}.png")


def take_student(page: Page, notebook: Path, address: str) -> None:
    """Hand in, watch, read."""
    page.goto(f"{address}/assignments/{NAME}")
    page.get_by_label("Your notebook").set_input_files(notebook)
    page.get_by_role("button", name="Hand in").click()
    page.locator("progress").wait_for(timeout=PATIENCE * 1000)
    take(page, "server_progress", 540)
    page.get_by_role("heading", name="Your result").wait_for(timeout=PATIENCE * 1000)
    take(page, "server_student")
    submission = page.url
    page.goto(f"{address}/assignments/{NAME}")
    take(page, "server_assignment")
    page.goto(f"{submission}/feedback#pictures")
    take(page, "server_feedback", 620)


def take_teacher(page: Page, course: Course, address: str) -> None:
    """Mend the check, compare, publish, and look at the class."""
    page.set_viewport_size({"width": 1080, "height": HEIGHT})
    edit_check(course, WRONG, RIGHT)
    page.goto(f"{address}/class/{NAME}/regrades")
    page.get_by_label("Why").fill("mended the check of the stride")
    page.get_by_role("button", name="Start the regrade").click()
    page.get_by_text("Ready to decide").wait_for(timeout=PATIENCE * 1000)
    take(page, "server_regrade")
    page.get_by_role("link", name="Publish the new results").click()
    page.get_by_role("button", name="Publish").click()
    page.goto(f"{address}/class/{NAME}")
    take(page, "server_class")


def main() -> None:
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing; run `scripts/install --browser`")
    examples = read_examples(ROOT / "tests" / "submissions" / NAME / "class")[:CLASS]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        course = copy_course(load_course(ROOT), Path(folder) / "course")
        set_due(course)
        course = load_course(course.root)
        files = written(course, Path(folder), examples)
        edit_check(course, RIGHT, WRONG)
        database = open_database(course)
        enrol(database, examples)
        as_root = os.geteuid() == 0  # Chromium's own sandbox refuses to start as root
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if as_root else [])
        with served(course) as address:
            for student, path in [*((SHOWN, files[other]) for other in BEFORE), *files.items()]:
                if path != files[SHOWN]:
                    send(course, database, student, path)
            until(lambda: not open_submissions(database), "grading of the class")
            take_teacher(signed_in(browser, database, address, TEACHER), course, address)
            take_student(signed_in(browser, database, address, SHOWN), files[SHOWN], address)
        browser.close()
        database.close()


if __name__ == "__main__":
    main()
