"""A notebook runs to its end whatever its cells do, and its functions stay available to the checks."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import Course, Limits
from autograder.grading.kernel import Isolation, StudentKernel
from autograder.grading.run import NotebookRun
from autograder.grading.student import Student, StudentError
from autograder.sandbox.slot import SlotPool

COURSE = Course(name="Test", course_id="test", preload=("numpy",))
LIMITS = Limits(cell_seconds=1.5, call_seconds=1, cell_output_mb=0.01, output_mb=0.02)

HELPERS = """
import numpy as np, os
def add(x, y=1):
    x += y
    return x
def boom(): raise ValueError("no such luck")
def die(): os._exit(1)
def loop():
    while True: pass
def stubborn():
    while True:
        try:
            while True: pass
        except BaseException: pass
count = 0
def counted():
    global count
    count += 1
    return count
"""


def notebook(*sources: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(source) for source in sources])


@pytest.fixture(scope="module")
def kernel() -> Iterator[StudentKernel]:
    with StudentKernel(COURSE, LIMITS, seed=7, isolation="none") as kernel:
        yield kernel


@pytest.fixture(scope="module")
def slot() -> Iterator[Path]:
    with SlotPool(1, preload=COURSE.preload) as pool:
        yield pool.sockets[0]


def execute(kernel: StudentKernel, *sources: str, limits: Limits = LIMITS) -> NotebookRun:
    if not kernel.alive:
        kernel.restart()
    run = NotebookRun(kernel, notebook(*sources), limits)
    run.execute()
    return run


def kinds(run: NotebookRun) -> list[tuple[str, str]]:
    return [(finding.kind, finding.cell) for finding in run.findings]


def text(run: NotebookRun, index: int) -> str:
    return "".join(output.get("text", "") for output in run.notebook.cells[index].outputs)


def test_outputs_and_errors_are_kept_and_later_cells_run(kernel: StudentKernel) -> None:
    run = execute(kernel, "print('first')", "1/0", "print('third')")
    assert (text(run, 0), text(run, 2)) == ("first\n", "third\n")
    assert kinds(run) == [("cell_error", "cell 2")]
    assert "ZeroDivisionError" in run.findings[0].message


FILES = {"helpers.py": b"a = 1", "data/deep/w.bin": bytes(range(256))}
LOOK = """
import helpers
print(helpers.a, open("data/deep/w.bin", "rb").read() == bytes(range(256)))
"""


@pytest.mark.parametrize("isolation", ["sandbox", "none"])
def test_the_work_folder_holds_the_files_in_every_kernel(isolation: Isolation, slot: Path) -> None:
    """Also in the one that takes the place of a kernel that died; the student may change them."""
    with StudentKernel(COURSE, LIMITS, seed=7, isolation=isolation, slot=slot, files=FILES) as kernel:
        run = execute(
            kernel, LOOK, "open('helpers.py', 'w').write('a = 2')", "import os; os._exit(1)", "print(open('helpers.py').read())"
        )
        assert kernel.left_out == ()
    assert text(run, 0) == "1 True\n"
    assert text(run, 3) == "a = 2\n"  # the finished cells ran again


def test_a_file_may_be_larger_than_the_kernels_memory(slot: Path) -> None:
    """Its disk takes it: a student cannot make a kernel fail to start, which would count as the machine's fault."""
    limits = dataclasses.replace(LIMITS, memory_mb=32)
    content = bytes(range(256)) * 400_000 + b"end"  # 98 MiB: in pieces of which the last is not full
    look = "import hashlib; print(hashlib.file_digest(open('w.bin', 'rb'), 'sha256').hexdigest())"
    with StudentKernel(
        COURSE, limits, seed=7, isolation="sandbox", slot=slot, files={"empty": b"", "w.bin": content}
    ) as kernel:
        assert kernel.left_out == ()
        assert text(execute(kernel, look), 0).strip() == hashlib.sha256(content).hexdigest()
        assert text(execute(kernel, "import os; print(os.stat('empty').st_size)"), 0) == "0\n"


def test_a_file_that_does_not_fit_is_left_out(slot: Path) -> None:
    """It is named, nothing of it stays, and the others are there: a full disk is the student's own."""
    limits = dataclasses.replace(LIMITS, disk_mb=16, file_mb=6)
    files = {"a": b"a", "b": bytes(7 * 2**20), "c": b"c", "a/under": b""}
    with StudentKernel(COURSE, limits, seed=7, isolation="sandbox", slot=slot, files=files) as kernel:
        assert kernel.left_out == ("a/under", "b")
        assert text(execute(kernel, "import os; print(sorted(os.listdir()))"), 0) == "['a', 'c']\n"


def test_an_endless_loop_is_stopped_and_its_line_named(kernel: StudentKernel) -> None:
    run = execute(kernel, "kept = 5", "while kept:\n    pass", "print(kept)")
    assert kinds(run) == [("stopped", "cell 2")]
    assert "1.5 s" in run.findings[0].message
    assert "while kept:" in run.findings[0].message
    assert text(run, 2) == "5\n"


def test_a_loop_that_ignores_the_interrupt_costs_its_own_cell_only(kernel: StudentKernel) -> None:
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    run = execute(kernel, "kept = 5", stubborn, "print(kept)")
    assert kinds(run) == [("stopped", "cell 2")]
    assert text(run, 2) == "5\n"


def test_a_cell_that_ends_the_process_costs_its_own_points_only(kernel: StudentKernel) -> None:
    run = execute(kernel, "kept = 5", "import os; os._exit(0)", "print(kept)")
    assert kinds(run) == [("kernel_died", "cell 2")]
    assert text(run, 2) == "5\n"


def test_a_notebook_that_dies_at_every_cell_comes_to_an_end(kernel: StudentKernel) -> None:
    run = execute(kernel, *["import os; os._exit(0)"] * 8)
    assert kinds(run)[-1][0] == "kernel_died"
    assert "again and again" in run.findings[-1].message


def test_the_whole_notebook_has_a_limit_too(kernel: StudentKernel) -> None:
    limits = Limits(cell_seconds=1, notebook_seconds=1)
    run = execute(kernel, "while True: pass", "print('late')", limits=limits)
    assert kinds(run) == [("stopped", "cell 1"), ("stopped", "cell 2")]
    assert text(run, 1) == ""


def test_long_output_is_cut_and_said_to_be(kernel: StudentKernel) -> None:
    run = execute(kernel, "print('x' * 100_000)", "print('y')")
    assert kinds(run) == [("output_cut", "cell 1")]
    assert 5_000 < len(text(run, 0)) < 11_000
    assert text(run, 1) == "y\n"


def test_forged_messages_end_the_kernel_not_the_grader(kernel: StudentKernel) -> None:
    forge = (
        "k = get_ipython().kernel\n"
        "for content in ({'data': 7}, {'name': [], 'text': {}}, {'execution_count': 'x'}, {}):\n"
        "    for kind in ('stream', 'display_data', 'execute_result', 'error', 'clear_output', 'execute_input', 'nonsense'):\n"
        "        k.session.send(k.iopub_socket, kind, content, parent=k.get_parent())\n"
        "k.session.key = b'other'\n"
        "print('unsigned')"
    )
    run = execute(kernel, forge, "print('after')")
    assert text(run, 1) == "after\n"
    assert [kind for kind, _ in kinds(run)] in (["kernel_died"], ["stopped"])


def test_checks_call_functions_and_read_values(kernel: StudentKernel) -> None:
    run = execute(kernel, HELPERS)
    student = Student(run, {})
    run.begin_check()
    np.testing.assert_array_equal(student.add(np.arange(3.0), y=2), [2.0, 3.0, 4.0])
    result, (left,) = student.after("add", np.arange(3.0))
    np.testing.assert_array_equal(result, left)
    assert student["count"] == 0
    assert [call.name for call in student.calls] == ["add", "add", "count"]


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("boom", "ValueError", "no such luck"),
        ("absent", "NameError", "not defined"),
        ("loop", "TimeoutError", "stopped after 1 s"),
        ("stubborn", "TimeoutError", "stopped after 1 s"),
        ("die", "SystemExit", "ended the Python process"),
    ],
)
def test_a_call_that_fails_is_told_in_words_and_the_next_one_works(
    kernel: StudentKernel, name: str, error: str, words: str
) -> None:
    run = execute(kernel, HELPERS)
    student = Student(run, {})
    run.begin_check()
    with pytest.raises(StudentError, match=words) as caught:
        getattr(student, name)()
    assert caught.value.name == error
    assert student.counted() == 1


def test_code_that_keeps_dying_is_not_asked_for_ever(kernel: StudentKernel) -> None:
    run = execute(kernel, HELPERS)
    student = Student(run, {})
    run.begin_check()
    for _ in range(12):
        with pytest.raises(StudentError):
            student.die()
    with pytest.raises(StudentError, match="too often"):
        student.add(1)


def test_the_same_seed_gives_the_same_numbers(kernel: StudentKernel) -> None:
    draw = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    kernel.restart()
    first = text(execute(kernel, draw), 0)
    kernel.restart()
    assert text(execute(kernel, draw), 0) == first
