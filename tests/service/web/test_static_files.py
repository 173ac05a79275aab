"""Style sheets and scripts: kept by browsers for a year, and nothing else can be asked for."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from autograder.feedback.pages import STYLE
from autograder.service.web import static_files


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(static_files.router)
    return TestClient(app)


@pytest.mark.parametrize("name", ["site.css", "feedback.css", "htmx.min.js", "htmx-ext-sse.min.js", "upload.js", "icon.svg"])
def test_a_file_is_kept_as_long_as_its_content(client: TestClient, name: str) -> None:
    """The address holds the content's hash, so that a browser never asks twice and never has an old file."""
    answer = client.get(static_files.address(name))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert hashlib.sha256(answer.content).hexdigest().startswith(static_files.address(name).split("/")[2])


def test_a_file_of_another_version_is_not_kept(client: TestClient) -> None:
    """During an upgrade an old page gets the new file, and no cache keeps it under the old address."""
    answer = client.get("/static/0123456789abcdef/site.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_pages_share_the_feedback_pages_style(client: TestClient) -> None:
    """There is one set of colours."""
    assert client.get(static_files.address("feedback.css")).content == STYLE.read_bytes()


@pytest.mark.parametrize(
    "path", ["..%2f..%2fapp.py", "app.py", "../app.py", "%00", "site.css%00", "site.css/..", "static_files.py"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    """Names are looked up, never joined to a folder."""
    assert client.get(f"/static/x/{path}").status_code == 404


def test_scripts_are_ours_and_need_no_network() -> None:
    """No file of ours asks another host for anything."""
    for path in (Path(static_files.__file__).parent / "static").iterdir():
        if path.suffix in (".css", ".js") and not path.name.startswith("htmx"):
            assert "//" not in path.read_text().replace("// ", "").replace("/* ", ""), path
