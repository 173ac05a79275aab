"""A data file is read only when it holds the arrays of its data set, and never by unpickling."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.course import DATASETS
from autograder.datasets.images import KINDS, read_npz
from autograder.errors import ConfigError


def test_every_data_set_a_course_may_name_is_known() -> None:
    assert set(KINDS) == set(DATASETS)


def test_a_right_file_is_read(write_mnist: Callable[..., Path]) -> None:
    images = read_npz(write_mnist(train=50, test=40), KINDS["mnist"])
    assert (images["x_train"].shape, images["y_test"].shape) == ((50, 28, 28), (40,))


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"x_train": np.zeros((50, 28, 27), np.uint8)}, "shape"),
        ({"y_test": np.zeros((40, 1), np.uint8)}, "shape"),
        ({"y_train": np.array([{}, {}], dtype=object)}, "pickle"),
    ],
)
def test_a_wrong_file_is_named(write_mnist: Callable[..., Path], arrays: dict[str, np.ndarray], said: str) -> None:
    with pytest.raises(ConfigError, match=f"mnist.npz.*{said}"):
        read_npz(write_mnist(**arrays), KINDS["mnist"])


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"mnist\.npz: cannot be read as MNIST .*; mend or remove it"):
        read_npz(path, KINDS["mnist"])
