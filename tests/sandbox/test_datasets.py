"""In a sandboxed kernel Keras serves the course's data: quickly, read-only, and nothing but what is served."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox.datasets import FOLDER_VARIABLE
from autograder.sandbox.slot import SlotPool
from tests.sandbox.conftest import Kernel

LINE = "MNIST: 3 training and 2 test images (drawn by a test)"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of two assignments, below a folder that only its owner may enter."""
    private = tmp_path_factory.mktemp("private")
    private.chmod(0o700)
    served = private / "served"
    for lab in ("lab-1", "lab-2"):
        (served / lab / "mnist").mkdir(parents=True)
        (served / lab / "files").mkdir()
        (served / lab / "served.json").write_text(json.dumps({"lines": {"mnist": LINE}}))
        for name, shape in (("x_train", (3, 28, 28)), ("y_train", (3,)), ("x_test", (2, 28, 28)), ("y_test", (2,))):
            np.save(served / lab / "mnist" / f"{name}.npy", np.full(shape, int(lab[-1]), np.uint8))
    (served / "lab-1" / "files" / "weights.npz").write_bytes(b"numbers")
    (private / "hidden").mkdir()
    (private / "hidden" / "x_hidden.npy").write_bytes(b"the hidden images")
    for path in (served, *served.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return served


@pytest.fixture(scope="module")
def data_pool(served: Path) -> Iterator[SlotPool]:
    with SlotPool(1, preload=["numpy", "torch", "keras"], environ={"KERAS_BACKEND": "torch"}, data=served) as pool:
        yield pool


@pytest.fixture
def lab(data_pool: SlotPool, kernels: Callable[..., Kernel]) -> Kernel:
    return kernels(data_pool.sockets[0], environ={FOLDER_VARIABLE: "/data/lab-1"})


def test_load_data_gives_the_served_arrays_and_says_so(lab: Kernel) -> None:
    ran = lab.run("""
        import keras
        from keras.datasets import mnist
        (x_train, y_train), (x_test, y_test) = mnist.load_data()
        print(x_train.shape, y_train.shape, x_test.shape, y_test.shape, x_train.dtype, x_train.max())
        x_train[0] = 7  # the arrays are the student's own
        assert keras.datasets.mnist.load_data(path="mnist.npz")[0][0].max() == 1
    """)
    assert ran.error == ""
    assert ran.text.splitlines() == [LINE, "(3, 28, 28) (3,) (2, 28, 28) (2,) uint8 1", LINE]


def test_children_of_one_slot_serve_different_assignments(data_pool: SlotPool, kernels: Callable[..., Kernel]) -> None:
    code = "import keras; print(keras.datasets.mnist.load_data()[0][1])"
    for number in (1, 2):
        kernel = kernels(data_pool.sockets[0], environ={FOLDER_VARIABLE: f"/data/lab-{number}"})
        assert kernel.run(code).text.splitlines() == [LINE, f"[{number} {number} {number}]"]


def test_a_cut_made_while_the_slot_runs_is_served(data_pool: SlotPool, kernels: Callable[..., Kernel], served: Path) -> None:
    shutil.copytree(served / "lab-2", served / "draft")
    (served / "draft").rename(served / "lab-3")
    try:
        kernel = kernels(data_pool.sockets[0], environ={FOLDER_VARIABLE: "/data/lab-3"})
        assert (
            kernel.run("import keras; keras.datasets.mnist.load_data()[0][1]").text == f"{LINE}\narray([2, 2, 2], dtype=uint8)"
        )
    finally:
        shutil.rmtree(served / "lab-3")


def test_another_data_set_is_refused_with_the_reason(lab: Kernel) -> None:
    ran = lab.run("import keras; keras.datasets.cifar10.load_data()")
    assert ran.error == "FileNotFoundError"
    assert "not part of this assignment (it has mnist)" in ran.traceback


def test_get_file_gives_the_course_copy_or_says_that_there_is_none(lab: Kernel) -> None:
    ran = lab.run("""
        import keras
        path = keras.utils.get_file("weights.npz", origin="https://example.org/weights.npz")
        print(path, open(path).read())
        keras.utils.get_file("others.npz", origin="https://example.org/others.npz")
    """)
    assert ran.text.strip() == "/data/lab-1/files/weights.npz numbers"
    assert ran.error == "FileNotFoundError"
    assert "'others.npz' is not among this assignment's files" in ran.traceback


@pytest.mark.parametrize(
    "attack",
    [
        "open('/data/lab-1/mnist/x_train.npy', 'r+b')",
        "open('/data/lab-1/files/more', 'w')",
        "import os; os.chmod('/data/lab-1/files/weights.npz', 0o777)",
        "import os; os.unlink('/data/lab-1/files/weights.npz')",
        "import os; os.mkdir('/data/lab-3')",
    ],
)
def test_the_data_cannot_be_changed(lab: Kernel, attack: str) -> None:
    ran = lab.run(attack)
    assert ran.error in ("OSError", "PermissionError")


def test_nothing_besides_the_served_folder_is_visible(lab: Kernel, served: Path) -> None:
    ran = lab.run(f"""
        import os
        found = [os.path.join(where, name) for where, _, names in os.walk("/", onerror=lambda e: None) for name in names]
        print(sum(path.startswith("/data/") for path in found), [path for path in found if "hidden.npy" in path])
        print(os.path.exists({str(served)!r}), os.path.exists("/data/../hidden"))
        print(any("hidden" in line for line in open("/proc/self/mountinfo")))
    """)
    assert ran.text.splitlines() == ["11 []", "False False", "False"]


def test_the_variable_is_gone_when_code_arrives(lab: Kernel) -> None:
    assert lab.run(f"import os; print({FOLDER_VARIABLE!r} in os.environ)").text == "False\n"


def test_a_slot_that_shows_no_data_gives_no_kernel(slot: Path, kernels: Callable[..., Kernel]) -> None:
    with pytest.raises(InfrastructureError, match=r"/data/lab-1/served\.json"):
        kernels(slot, environ={FOLDER_VARIABLE: "/data/lab-1"})
