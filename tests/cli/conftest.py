"""A running server for the commands that talk to one, and a person's own empty settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.client.settings import SERVER, TOKEN
from tests.client.running import RunningServer, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A real server on a real socket; nothing grades unless a test does."""
    with running(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own home and working folder, with server and anna's token in the environment."""
    for name in ("CI", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv(SERVER, server.url)
    monkeypatch.setenv(TOKEN, server.tokens["anna"])
    monkeypatch.chdir(folder)
    return folder
