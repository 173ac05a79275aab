"""Workers run one task each; one that dies, fails or hangs never takes another with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import AuthorError
from autograder.grading import workers
from autograder.grading.workers import Failure, run_all


def run(tasks: list[tuple[Any, ...]], *, jobs: int = 2, seconds: float = 60.0) -> dict[int, Any]:
    done: dict[int, Any] = {}
    run_all(behave, tasks, slots=[None] * jobs, preload=[], seconds=seconds, on_done=done.__setitem__)
    return done


def behave(what: str, folder: Path | None, slot: Path | None) -> Any:
    """A task that does as it is told; ``folder`` counts the tries."""
    if folder is not None:
        (folder / f"{os.getpid()}").touch()
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "die once" and folder is not None and len(list(folder.iterdir())) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "bug":
        raise ZeroDivisionError("a bug")
    if what == "author":
        raise AuthorError("the check is wrong")
    if what == "hang":
        signal.pause()
    return what, os.getpid()


def test_each_task_has_a_process_of_its_own() -> None:
    done = run([("ok", None)] * 4)
    assert len({pid for _, pid in done.values()} | {os.getpid()}) == 5


def test_a_dead_worker_is_tried_again_and_the_others_finish(tmp_path: Path) -> None:
    done = run([("ok", None), ("die once", tmp_path), ("ok", None)])
    assert [done[i][0] for i in range(3)] == ["ok", "die once", "ok"]


@pytest.mark.parametrize("what", ["die", "bug"])
def test_after_three_tries_the_machine_is_at_fault(what: str, tmp_path: Path) -> None:
    done = run([(what, tmp_path), ("ok", None)])
    assert isinstance(done[0], Failure)
    assert len(list(tmp_path.iterdir())) == workers.TRIES
    assert done[1][0] == "ok"


def test_workers_start_again_when_their_server_has_died() -> None:
    assert run([("ok", None)])[0][0] == "ok"
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # the only way to name it
    os.kill(server, signal.SIGKILL)
    assert run([("ok", None), ("ok", None)])[1][0] == "ok"


def test_a_worker_past_its_time_is_ended(tmp_path: Path) -> None:
    done = run([("hang", tmp_path)], seconds=0.5)
    assert done[0] == Failure("grading took too long")
    for path in tmp_path.iterdir():
        assert not Path(f"/proc/{path.name}").exists()


def test_the_next_task_is_at_work_while_a_result_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one slot, a result is told after the next worker has started: what is done with it makes no slot wait."""
    order: list[str] = []
    start = workers.Pool.start

    def noted(pool: workers.Pool, key: int, *args: Any, **kwargs: Any) -> Any:
        order.append(f"start {key}")
        return start(pool, key, *args, **kwargs)

    monkeypatch.setattr(workers.Pool, "start", noted)
    run_all(
        behave,
        [("ok", None)] * 2,
        slots=[None],
        preload=[],
        seconds=60.0,
        on_done=lambda index, answer: order.append(f"done {index}"),
    )
    assert order == ["start 0", "start 1", "done 0", "done 1"]


def test_a_worker_whose_asker_is_gone_ends_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    """After Ctrl-C nobody reads the answers: a traceback for each would hide what the program says."""
    context = multiprocessing.get_context("forkserver")
    mine, theirs = context.Pipe(duplex=False)
    mine.close()
    process = context.Process(target=workers._run, args=(theirs, behave, ("ok", None, None)))
    process.start()
    theirs.close()
    process.join()
    assert process.exitcode == 0
    assert capfd.readouterr().err == ""


def test_wrong_course_material_stops_the_class_with_its_message() -> None:
    with pytest.raises(AuthorError, match="the check is wrong"):
        run([("author", None), ("ok", None)])
