"""docs/server.md does what it says: its commands, in their order, make a server that grades what a student hands in."""

from __future__ import annotations

import dataclasses
import os
import re
import runpy
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course, OpenID, Service

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text()
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "https://grading.example.org"
DEADLINE = 90.0


def blocks(name: str) -> list[str]:
    """The page's blocks of commands called ``name``."""
    return [text for _, called, text in BLOCK.findall(PAGE) if called == name]


@dataclasses.dataclass
class Place:
    """A folder in which the page's commands run, with its own home and the program on the path."""

    folder: Path
    environment: dict[str, str]
    address: str = ""

    def run(self, script: str) -> str:
        """Run a block of the page, which stops at the first failure; its output."""
        if self.address:
            script = script.replace(ADDRESS, self.address)
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An empty folder, outside of which nothing is written."""
    folder = tmp_path_factory.mktemp("server")
    home = folder / "home"
    home.mkdir()
    programs = Path(sys.executable).parent
    keep = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AUTOGRADER_SERVER", "AUTOGRADER_TOKEN", "XDG_"))
    }
    return Place(folder, {**keep, "HOME": str(home), "PATH": f"{programs}:{os.environ['PATH']}", "CI": ""})


@pytest.fixture(scope="module")
def course(place: Place) -> Place:
    """The page's course: everything the instructor does before the server runs."""
    first, people = blocks("instructor")
    place.run(first)
    made = Place(place.folder / "my_course", place.environment)
    made.run(people)
    return made


@pytest.fixture(scope="module")
def server(course: Place) -> Iterator[Place]:
    """The page's server, at a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    course.address = f"http://127.0.0.1:{port}"
    config = course.folder / "course_config.py"
    service = f'    service=Service(url="{course.address}", slots=1),\n)\n'
    text = config.read_text().replace("import Assignment, Course, Limits", "import Assignment, Course, Limits, Service")
    config.write_text(text.removesuffix(")\n") + service)
    [command] = blocks("serve")
    with (course.folder / "serve.log").open("w") as log:
        arguments = [*shlex.split(command), "--port", str(port)]
        program = subprocess.Popen(arguments, cwd=course.folder, env=course.environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _until(lambda: f"is ready at {course.address}" in (course.folder / "serve.log").read_text(), program)
            yield course
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(DEADLINE)


@pytest.fixture(scope="module")
def student(server: Place) -> Place:
    """Anna's own computer, with what she was given: the notebook and a token."""
    folder = server.folder.parent / "anna"
    folder.mkdir()
    release = server.folder / "release" / "first_loss" / "first_loss.ipynb"
    (folder / release.name).write_bytes(release.read_bytes())
    secret = (server.folder / "anna.token").read_text().strip()
    return Place(folder, {**server.environment, "AUTOGRADER_TOKEN": secret}, server.address)


def test_a_student_hands_in_from_the_terminal(student: Place) -> None:
    """The page's commands end with feedback on the student's disk; tests/client/test_ci.py runs its first line."""
    [script] = blocks("student")
    install, rest = script.split("\n", 1)
    assert install.startswith("python -m pip install")
    told = student.run(rest)
    assert "A first loss, attempt 1:" in told
    assert f"Feedback: {student.address}/submissions/" in told
    assert (student.folder / "first_loss-1-feedback.html").exists()
    assert (student.folder / "first_loss-1-receipt.json").exists()


def test_a_student_hands_in_from_a_notebook(student: Place) -> None:
    """The cell's Python, given a file since this is no Colab, needs no token again: --remember kept it."""
    [cell] = blocks("colab")
    install, code = cell.split("\n", 1)
    assert install.startswith("%pip install")
    code = code.replace("submit(assignment=", "outcome = submit('first_loss.ipynb', ") + "\nprint(repr(outcome))\n"
    without = {name: value for name, value in student.environment.items() if name != "AUTOGRADER_TOKEN"}
    told = Place(student.folder, without, student.address).run(f"{sys.executable} -c {shlex.quote(code)}")
    assert "A first loss, attempt 2:" in told


def test_results_reach_the_gradebook_s_folders(student: Place, server: Place) -> None:
    """What counts lies where `autograder grade` would put it."""
    path = server.folder / "results" / "anna" / "first_loss" / "feedback.html"
    _until(path.exists)


def test_the_backup_brings_the_course_back(student: Place, server: Place) -> None:
    """Into another folder with the same material; who may sign in is in it."""
    [backup], [restore] = blocks("backup"), blocks("restore")
    server.run(backup)
    other = Place(server.folder.parent / "restored", server.environment)
    other.folder.mkdir()
    for name in ("course_config.py", "backup.zip"):
        (other.folder / name).write_bytes((server.folder / name).read_bytes())
    told = other.run(restore)
    assert "submissions: 2, results: 2" in told
    people = other.run("autograder people list")
    assert {"anna", "ina", "tom", "robot"} <= set(people.split())


def test_the_settings_on_the_page_are_all_there_are(tmp_path: Path) -> None:
    """The block is a course; it names every setting of Service and OpenID and none that does not exist."""
    [text] = blocks("course_config.py")
    path = tmp_path / "course_config.py"
    path.write_text(text)
    course = runpy.run_path(str(path))["course"]
    assert isinstance(course, Course)
    for kind in (Service, OpenID):
        assert {field.name for field in dataclasses.fields(kind)} <= set(re.findall(r"(\w+)=", text))


def test_links_of_the_page_lead_somewhere() -> None:
    """Files that it and docs/ci.md link to exist, and so do the headings."""
    docs = Path(__file__).parents[2] / "docs"
    for page in ("server.md", "ci.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (docs / page).read_text()):
            assert (docs / target).exists(), target
    assert "## People and tokens" in PAGE


def _until(holds: object, program: subprocess.Popen[bytes] | None = None) -> None:
    assert callable(holds)
    end = time.monotonic() + DEADLINE
    while not holds():
        assert program is None or program.poll() is None, "the server has ended"
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
