"""Keras reads and downloads in a process of its own: what fails or hangs there is an answer, never an exception or a wait."""

from __future__ import annotations

import dataclasses
import socket
import time
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.datasets import fetch


def fake_keras(folder: Path, body: str) -> Course:
    """A course in whose environment ``keras.datasets.mnist.load_data`` is ``body``."""
    package = folder / "lib" / "keras" / "datasets"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "mnist.py").write_text(f"import time\nimport numpy as np\ndef load_data():\n    {body}\n")
    repository = Path(fetch.__file__).parents[2]
    return Course(name="c", course_id="c", environment=[f"PYTHONPATH={folder / 'lib'}:{repository}"])


def test_what_keras_gives_is_written(tmp_path: Path) -> None:
    course = fake_keras(tmp_path, "return (np.zeros((3, 28, 28)), np.zeros(3)), (np.ones((2, 28, 28)), np.ones(2))")
    target = tmp_path / "out.npz"
    assert fetch.fetch(course, "mnist", target, 60)
    import numpy as np

    with np.load(target) as found:
        assert {name: found[name].shape[0] for name in found} == {"x_train": 3, "y_train": 3, "x_test": 2, "y_test": 2}


@pytest.mark.parametrize(("body", "seconds"), [("raise OSError('no network')", 60.0), ("time.sleep(600)", 2.0)])
def test_a_failure_and_a_hang_are_no(tmp_path: Path, body: str, seconds: float) -> None:
    started = time.monotonic()
    assert not fetch.fetch(fake_keras(tmp_path, body), "mnist", tmp_path / "out.npz", seconds)
    assert time.monotonic() - started < 30


def test_a_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:  # only a listener at port 443 would be taken for the real one
        monkeypatch.setitem(fetch._HOSTS, "mnist", "127.0.0.1")
        monkeypatch.setattr(fetch, "_CONNECT", fetch._CONNECT.replace("443", str(server.getsockname()[1])))
        assert fetch.reachable("mnist")
    assert not fetch.reachable("mnist")
    monkeypatch.setattr(fetch, "_CONNECT", "import time; time.sleep(600)")
    monkeypatch.setattr(fetch, "_CONNECT_SECONDS", 0.5)
    assert not fetch.reachable("mnist")


def test_settings_and_the_variable_forbid_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    course = Course(name="c", course_id="c")
    assert not fetch.allowed(course)  # the test run's own setting
    monkeypatch.delenv("AUTOGRADER_DOWNLOAD")
    assert fetch.allowed(course)
    assert not fetch.allowed(dataclasses.replace(course, download=False))
