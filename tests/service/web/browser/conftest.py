"""A real server on a real socket, and Chromium windows that notice whatever must not happen."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import nbformat
import pytest
import uvicorn
from msgspec.structs import replace
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect, sync_playwright

from autograder.course import Assignment, Course, Service
from autograder.feedback.html import render_html
from autograder.grade import Grade, Picture
from autograder.service.browser_sessions import cookie_name, start_session
from autograder.service.database import Database, open_database
from autograder.service.queue import Leased, finish, lease
from autograder.service.tables import Person
from autograder.service.web.app import create_app
from autograder.service.web.protocol import uvicorn_options
from autograder.service.web.server import WebServer
from tests.chromium import CHROMIUM, FLAGS
from tests.service import seed


class Site:
    """A course's server in a thread; its queue is worked on by the test."""

    def __init__(self, course: Course, listener: socket.socket) -> None:
        self.course, self.url = course, course.service.url
        self.database: Database = open_database(course)
        self._listener = listener
        self.start()

    def start(self) -> None:
        """Start the server, or start it again after :meth:`stop`; the socket stays open between."""
        app = create_app(self.course, self.database)
        config = uvicorn.Config(app, log_config=None, **uvicorn_options(), timeout_graceful_shutdown=20)
        self._server = WebServer(config, app.state.streams.close)
        sockets = [self._listener.dup()]
        self._thread = threading.Thread(target=self._server.run, args=(sockets,))
        self._thread.start()
        end = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive()
            assert time.monotonic() < end
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the server as SIGTERM does; it must not wait for open pages."""
        began = time.monotonic()
        self._server.should_exit = True
        self._thread.join(15)
        assert not self._thread.is_alive()
        assert time.monotonic() - began < 10

    def close(self) -> None:
        self.stop()
        self._listener.close()
        self.database.close()

    def cookie_of(self, person: str) -> dict[str, str]:
        """What makes a browser be signed in as ``person``."""
        with self.database.write() as db:
            secret = start_session(db, person, 1)
        return {"name": cookie_name(self.course.service), "value": secret, "url": self.url}

    def lease(self) -> Leased:
        """Take the next job, as a grader does."""
        held = lease(self.database, "w1")
        assert held is not None
        return held

    def finish(self, held: Leased, grade: Grade) -> None:
        """End the job with a real feedback page."""
        page = render_html(grade, nbformat.reads(held.data, as_version=4), self.course.name, "Convolution by hand")
        assert finish(self.database, held, seed.outcome(replace(grade, pictures=()), page=page))

    def graded(self, student: str, grade: Grade, file_name: str = "", assignment: str = "first") -> str:
        """A submission that is graded already; its id."""
        submission = seed.hand_in(self.database, self.course, student, assignment, file_name)
        self.finish(self.lease(), grade)
        return submission


def grade_with_figure(student: str, failed: tuple[str, ...] = ("asymmetric",)) -> Grade:
    """A misconception is recognised, and the student's code drew something."""
    drawn = io.BytesIO()
    Image.new("RGB", (480, 160), "#88aacc").save(drawn, "PNG")
    picture = Picture(title="The activation map", alt="An activation map of 9 × 7 places", png=drawn.getvalue())
    grade = seed.a_grade(student, failed, known={"asymmetric": seed.FLIPPED})
    return replace(grade, pictures=(picture,))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Students anna and ben, tutor tom, instructor ina; assignments ``first`` and, with three attempts, ``second``."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    course = Course(
        name="Deep Learning",
        course_id="dl",
        assignments=[Assignment(name="first", title="Convolution by hand"), Assignment(name="second", attempts=3)],
        root=tmp_path,
        service=Service(url=f"http://127.0.0.1:{listener.getsockname()[1]}", per_hour=0, upload_mb=1),
    )
    release = course.release(course.assignment("first"))
    release.parent.mkdir(parents=True)
    release.write_bytes(seed.NOTEBOOK)
    made = Site(course, listener)
    with made.database.write() as db:
        roles = {"anna": "student", "ben": "student", "tom": "tutor", "ina": "instructor"}
        db.add_all([Person(id=name, name=f"{name.title()} Meier", role=role) for name, role in roles.items()])
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; not for the whole session, because while it runs no other test could run an event loop."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Window:
    """A browser window; :meth:`check` tells whether anything happened that must not."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.problems: list[str] = []
        self.refused: set[int] = set()
        """Statuses of 4xx and 5xx that the test brings about."""
        self.page.on("console", lambda message: self._console(message.type, message.text))
        self.page.on("pageerror", lambda problem: self._note("error", str(problem)))
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("dialog", lambda dialog: (self._note("dialog", dialog.message), dialog.dismiss()))

    def _note(self, kind: str, text: str) -> None:
        self.problems.append(f"{kind}: {text}")

    def _console(self, kind: str, text: str) -> None:
        expected = any(f"responded with a status of {status}" in text for status in self.refused)
        expected |= "/feedback" in text and "frame is sandboxed" in text  # Playwright's own scripts, where none may run
        if kind in ("error", "warning") and not expected:
            self._note("console", text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self._note("foreign request", request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refused:
            self._note("answer", f"{response.status} {response.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def check(self) -> None:
        assert self.problems == []


@pytest.fixture
def window_of(browser: Browser, site: Site) -> Iterator[Callable[..., Window]]:
    """``window_of("anna")``: a window in which anna is signed in; options are those of Playwright's ``new_context``."""
    windows: list[Window] = []
    contexts: list[BrowserContext] = []

    def make(person: str = "", **options: object) -> Window:
        context = browser.new_context(**options)
        contexts.append(context)
        if person:
            context.add_cookies([site.cookie_of(person)])
        windows.append(Window(context, site.url))
        return windows[-1]

    yield make
    for context in contexts:
        context.close()
    for window in windows:
        window.check()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe finds on a page."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

    def find(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert len(found["passes"]) > 10
        return [json.dumps([rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]]) for rule in found["violations"]]

    return find
