"""A running server for the tests of this folder, and a person's own empty settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.client.api import Api
from autograder.client.settings import SERVER, TOKEN, Connection
from autograder.client.transport import Transport
from tests.client.running import RunningServer, running


@pytest.fixture(scope="module")
def kept_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def server(kept_server: RunningServer) -> RunningServer:
    """A real server on a real socket, where nobody has handed in yet; nothing grades unless a test does."""
    kept_server.forget()
    return kept_server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without settings, and an environment that names no server, token, CI or proxy."""
    for name in (SERVER, TOKEN, "CI", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def anna(server: RunningServer) -> Api:
    """The API with anna's token."""
    return Api(Transport(Connection(server=server.url, token=server.tokens["anna"]), patience=10))
