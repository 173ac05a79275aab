"""`autograder serve`: it starts what it needs, says so, starts again what dies, and stops when told."""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from autograder.cli.main import main
from autograder.service.alerts import CHANGED_SETTINGS, alert_once
from autograder.service.child import Child
from autograder.service.database import open_database
from autograder.service.processes import host_name, lives, process_name
from autograder.service.queue import lease
from autograder.service.serve import release_dead
from autograder.service.tables import Alert, Worker
from tests.service.running import Server, family, get
from tests.service.running import lives as lives_still
from tests.service.tiny import await_that, enrol, hand_in, job_states, notebook, tiny_course


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without a grader, so that it starts quickly."""
    course = tiny_course(tmp_path_factory.mktemp("serve") / "course")
    database = open_database(course)
    alert_once(database, CHANGED_SETTINGS, "course_config.py has changed.")
    database.close()
    started = Server(course, "--no-grader")
    try:
        started.await_ready()
        yield started
    finally:
        started.close()


def test_the_first_start_gives_an_instructor_a_token_that_signs_in(server: Server) -> None:
    """Where nobody is instructor, the terminal shows a token, and with it the API knows who calls."""
    address = server.await_ready()
    token = re.search(r"^    (agt_\S+)$", server.said, re.MULTILINE)
    assert token
    me = get(address, "/api/v1/me", token.group(1))
    assert "instructor" in str(me)


def test_a_start_takes_new_settings_in(server: Server) -> None:
    """What said that a restart is needed is no longer open after one."""
    server.await_ready()
    database = open_database(server.course)
    with database.read() as db:
        [seen] = db.scalars(select(Alert.seen_at).where(Alert.kind == CHANGED_SETTINGS))
    database.close()
    assert seen is not None


def test_the_log_shows_requests_without_their_secrets(server: Server) -> None:
    """Each request is a line with path and status; no query, no header, and no line that a caller made up."""
    address = server.await_ready()
    secret = {"Authorization": "Bearer agt_hidden", "Cookie": "session=hidden"}
    httpx.get(address + "/not/there%0aforged line?token=hidden", headers=secret)
    await_that(lambda: "/not/there" in server.complained, "the line")
    [line] = [line for line in server.complained.splitlines() if "/not/there" in line]
    assert re.search(r" web: 127\.0\.0\.1 GET /not/there%0Aforged%20line 404 \d+ ms$", line), line
    assert "hidden" not in server.complained
    assert "agt_" not in server.complained


def test_a_killed_web_process_comes_back_and_nobody_is_refused(server: Server) -> None:
    """Who calls while the web process is started anew waits for it; the socket is never closed."""
    address = server.await_ready()
    old = server.child("web_process")
    old.kill()
    assert httpx.get(address + "/api/v1/health", timeout=60.0).status_code in (200, 503)
    assert server.child("web_process").pid != old.pid


def test_a_port_in_use_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A port that another program has is one line with what to do, and exit code 2."""
    course = tiny_course(tmp_path / "course")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", "--course", str(course.root), "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"port {port}: Address already in use; choose another with --port" in told


def test_an_assignment_that_a_page_would_hide_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the assignment."""
    course = tiny_course(tmp_path / "course")
    config = course.root / "course_config.py"
    config.write_text(config.read_text().replace(f'"{course.assignments[0].name}"', '"machines"'))
    assert main(["serve", "--course", str(course.root), "--port", "0"]) == 2
    assert "assignment 'machines'" in capsys.readouterr().err


def test_a_machine_that_cannot_isolate_is_refused_with_the_reason(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """When the sandbox does not come up nothing is served, and the last line says why."""
    course = tiny_course(tmp_path / "course")
    config = course.root / "course_config.py"
    config.write_text(config.read_text().replace('preload=["numpy"]', 'preload=["no_such_module"]'))
    assert main(["serve", "--course", str(course.root), "--port", "0"]) == 3
    last = capfd.readouterr().err.splitlines()[-1]
    assert last.startswith("autograder: a sandbox does not start")
    assert "no_such_module" in last


def test_a_child_that_ends_at_once_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that never lives long is started some times, with its reason kept, and then no more."""
    monkeypatch.setattr("autograder.service.child._PAUSES", (0.0, 0.05, 0.1))
    deaths: list[str] = []
    child = Child("the child", "json.no_such_module", [], environ={}, on_death=lambda name, reason: deaths.append(reason))
    child.start()
    end = time.monotonic() + 30
    while not child.failed:
        assert time.monotonic() < end
        child.attend()
    assert len(deaths) == 4
    assert "4 times" in child.failed
    assert "ended with code 1" in child.failed
    assert child.bury()


def test_a_machine_without_room_for_a_process_is_tried_again_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that cannot be started for a while is started later; one that never can be is given up with the reason."""
    monkeypatch.setattr("autograder.service.child._PAUSES", (0.0, 0.05, 0.1))
    child = Child("the child", "json.no_such_module", [], environ={})
    child.start()

    def full(*given: object, **options: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(subprocess, "Popen", full)
    end = time.monotonic() + 30
    while not child.failed:
        assert time.monotonic() < end
        child.attend()
    assert "could not be started" in child.failed
    assert child.bury()


def test_leases_of_graders_that_died_with_the_machine_are_taken_back(tmp_path: Path) -> None:
    """At the start, jobs of dead processes of this machine wait again; those of living ones are left alone."""
    course = tiny_course(tmp_path / "course")
    database = open_database(course)
    enrol(database)
    living = process_name(os.getpid())
    dead = living.replace(f"-{os.getpid()}-", "-1-")
    assert lives(living)
    assert not lives(dead)
    with database.write() as db:
        db.add_all([Worker(id=name, host=host_name(), pid=1, slots=1, state="ready") for name in (living, dead)])
    first, second = (hand_in(database, course, "anna", notebook(course, mark=mark)) for mark in "ab")
    for name in (living, dead):
        assert lease(database, name) is not None
    assert release_dead(database) == 1
    assert sorted(job_states(database).values()) == ["leased", "queued"]
    with database.read() as db:
        assert db.get_one(Worker, dead).state == "gone"
        assert db.get_one(Worker, living).state == "ready"
    assert {first, second} == set(job_states(database))
    database.close()


def test_sigterm_ends_the_server_and_the_next_start_makes_no_second_instructor(server: Server) -> None:
    """Told to stop, the server has not failed and leaves no process; the next one knows the instructor already."""
    everyone = family(server.process)
    assert server.stop() == 0
    assert not any(lives_still(one) for one in everyone)
    again = Server(server.course, "--no-grader")
    try:
        again.await_ready()
        assert "agt_" not in again.said
    finally:
        again.close()
