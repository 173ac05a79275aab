"""The small client that the server hands out."""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import zipfile
from pathlib import Path

from starlette.testclient import TestClient

import autograder
from autograder.course import Course, Service
from autograder.service.client_package import FILE_NAME, client_wheel
from autograder.service.database import open_database
from autograder.service.web.app import create_app


def test_it_holds_every_module_that_its_modules_import() -> None:
    """None is missing that is imported when a module is; none of the engine or the server is in it."""
    with zipfile.ZipFile(io.BytesIO(client_wheel())) as wheel:
        modules = {name: wheel.read(name) for name in wheel.namelist() if name.endswith(".py")}
    known = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in modules}
    for name, source in modules.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
                wanted = [f"{node.module}.{alias.name}" for alias in node.names]
                assert node.module in known or all(module in known for module in wanted), f"{name} imports {wanted}"
    assert not {
        name for name in known if name.startswith(("autograder.grading", "autograder.sandbox", "autograder.service.web"))
    }


def test_its_record_names_every_file_with_its_hash() -> None:
    """As the wheel format asks; equal files give equal bytes."""
    with zipfile.ZipFile(io.BytesIO(client_wheel())) as wheel:
        [record] = [name for name in wheel.namelist() if name.endswith("RECORD")]
        rows = [line.rsplit(",", 2) for line in wheel.read(record).decode().splitlines()]
        assert {name for name, _, _ in rows} == set(wheel.namelist())
        for name, digest, size in rows:
            if name != record:
                data = wheel.read(name)
                right = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                assert (digest, size) == (f"sha256={right}", str(len(data)))
    client_wheel.cache_clear()
    assert client_wheel() == client_wheel()


def test_anybody_can_fetch_it_at_the_course_s_address(tmp_path: Path) -> None:
    """The one line for pip names the setting, whatever host the request names; nobody has to sign in."""
    service = Service(database="sqlite:///service.db", url="https://grading.example.org/")
    course = Course(name="Deep Learning", course_id="dl", root=tmp_path, service=service)
    database = open_database(course)
    client = TestClient(create_app(course, database), base_url="https://grading.example.org")
    told = client.get("/client/requirements.txt").text
    assert told == f"autograder @ https://grading.example.org/client/{FILE_NAME}\n"
    assert autograder.__version__ in FILE_NAME
    assert client.get(f"/client/{FILE_NAME}").content == client_wheel()
    database.close()
