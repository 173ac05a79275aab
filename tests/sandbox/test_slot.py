"""Pools of slots: they start, heal, refuse what cannot work, and leave nothing behind."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import folders, memory, server_process
from autograder.sandbox import slot as slots
from autograder.sandbox.limits import SessionLimits
from autograder.sandbox.paths import View
from autograder.sandbox.session import Session
from autograder.sandbox.slot import SlotPool


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])


def server_of(session: Session) -> int:
    """The fork server: the parent of a session's kernel."""
    return parent_of(memory.process_of(session._pidfd))


def bubblewrap_of(session: Session) -> int:
    """The outermost process of a session's slot."""
    process = server_of(session)
    while parent_of(process) != os.getpid():
        process = parent_of(process)
    return process


def start(path: Path) -> Session:
    session = Session(path, SessionLimits())
    session.start("key")
    return session


def works(path: Path) -> None:
    start(path).close()


def test_a_pool_has_as_many_slots_as_asked_and_each_works():
    with SlotPool(2) as pool:
        assert len(set(pool.sockets)) == 2
        for path in pool.sockets:
            works(path)


def test_nothing_is_left_of_a_closed_pool(descendants):
    before = descendants()
    with SlotPool(1) as pool:
        session = start(pool.sockets[0])
        folder = pool.sockets[0].parents[1]
        assert descendants() - before
    assert session.wait(10)
    assert session.end.reason == "slot"
    session.close()
    assert not descendants() - before
    assert not folder.exists()


@pytest.mark.parametrize("whom", [server_of, bubblewrap_of])
def test_a_killed_slot_ends_its_sessions_and_comes_back_at_the_same_path(whom):
    with SlotPool(1) as pool:
        session = start(pool.sockets[0])
        os.kill(whom(session), signal.SIGKILL)
        assert session.wait(10)
        assert session.end.reason == "slot"
        session.close()
        works(pool.sockets[0])


def test_a_slot_that_does_not_answer_is_replaced(monkeypatch):
    monkeypatch.setattr(slots, "_PING_SECONDS", 0.05)
    monkeypatch.setattr(slots, "_SILENCE_SECONDS", 0.3)
    with SlotPool(1) as pool:
        session = start(pool.sockets[0])
        os.kill(server_of(session), signal.SIGSTOP)
        assert session.wait(10)
        session.close()
        works(pool.sockets[0])


def test_a_session_that_does_not_start_in_time_is_an_error_and_its_slot_is_replaced():
    with SlotPool(1) as pool:
        session = start(pool.sockets[0])
        server = server_of(session)
        os.kill(server, signal.SIGSTOP)
        late = Session(pool.sockets[0], SessionLimits())
        with pytest.raises(InfrastructureError, match="timed out"):
            late.start("key", seconds=0.3)
        late.close()
        os.kill(server, signal.SIGCONT)
        assert session.wait(10)
        session.close()
        works(pool.sockets[0])


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(InfrastructureError, match="cannot import 'no_such_module'"), SlotPool(1, preload=["no_such_module"]):
        pass


def _add_module(monkeypatch, text: str) -> None:
    """Have slots see a module ``added`` with this text."""
    copy = server_process.paths.copy_runner

    def copy_and_add(folder: Path) -> None:
        copy(folder)
        (folder / "added.py").write_text(text)
        (folder / "added.py").chmod(0o644)

    monkeypatch.setattr(server_process.paths, "copy_runner", copy_and_add)


def test_a_module_that_starts_a_thread_is_refused(monkeypatch):
    _add_module(monkeypatch, "import threading, time\nthreading.Thread(target=time.sleep, args=(100,), daemon=True).start()")
    with pytest.raises(InfrastructureError, match="started threads"), SlotPool(1, preload=["added"]):
        pass


def test_a_module_that_ends_the_process_is_an_error_with_a_reason(monkeypatch):
    _add_module(monkeypatch, "import os, sys\nprint('the last words', file=sys.stderr, flush=True)\nos._exit(1)")
    with pytest.raises(InfrastructureError, match="the last words"), SlotPool(1, preload=["added"]):
        pass


def test_a_folder_that_students_could_read_is_refused():
    with pytest.raises(InfrastructureError, match="can read"), SlotPool(1, hidden=[Path("/usr/share")]):
        pass


def test_the_courses_variables_are_set():
    with SlotPool(1, environ={"KERAS_BACKEND": "torch"}) as pool:
        session = Session(pool.sockets[0], SessionLimits())
        session.start("key")
        environ = Path(f"/proc/{server_of(session)}/environ").read_bytes().split(b"\0")
        session.close()
    assert b"KERAS_BACKEND=torch" in environ
    assert b"OMP_NUM_THREADS=1" in environ


def test_what_is_shown_below_tmp_stays_visible_and_read_only(tmp_path, monkeypatch, kernels):
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "file").write_text("here")
    view = server_process.paths.view

    def wider(runner: Path, data: Path | None, devices: tuple[Path, ...]) -> View:
        found = view(runner, data, devices)
        return dataclasses.replace(found, binds=(*found.binds, (tmp_path / "shown", tmp_path / "shown")))

    monkeypatch.setattr(server_process.paths, "view", wider)
    with SlotPool(1) as pool:
        kernel = kernels(pool.sockets[0])
        assert kernel.run(f"print(open('{tmp_path}/shown/file').read())").text.strip() == "here"
        assert kernel.run(f"open('{tmp_path}/shown/file', 'w')").error == "OSError"
        assert kernel.run("open('/tmp/other', 'w').close()").error == ""


OWNER = """
import sys, time
from autograder.sandbox.slot import SlotPool
with SlotPool(1) as pool:
    print(pool.sockets[0], flush=True)
    time.sleep(1000)
"""


def test_a_killed_owner_takes_its_slots_along_and_the_next_pool_tidies_up():
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    path = Path(owner.stdout.readline().strip())
    session = start(path)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    assert session.wait(10)
    assert session.end.reason == "slot"
    folder = path.parents[1]
    assert folder.exists()
    folders.Folder(folders.base()).remove()
    assert not folder.exists()
    session.close()
