"""Data is cut once, atomically, into a served and a hidden folder; a changed setting or source makes another cut."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from autograder.course import Assignment, Course, Dataset
from autograder.datasets import fetch, prepare
from autograder.errors import ConfigError, InfrastructureError


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def numbers(folder: Path, array: str) -> set[int]:
    """Which of the source's images these are."""
    images = np.load(folder / "mnist" / f"{array}.npy").astype(int)
    return set((images[:, 0, 0] * 256 + images[:, 0, 1]).tolist())


def line(cut: prepare.Cut) -> str:
    return str(json.loads((cut.served / "served.json").read_text())["lines"]["mnist"])


def test_real_data_is_cut_and_what_is_hidden_is_nowhere_among_the_served(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path]
) -> None:
    write_mnist()
    (course.root / "data" / "weights.npz").write_bytes(b"weights")
    cut = prepare.prepare(course, lab)
    assert cut is not None
    arrays = {f"mnist/{name}.npy" for name in ("x_train", "y_train", "x_test", "y_test")}
    assert names(cut.served) == {"served.json", "files/weights.npz", *arrays}
    assert names(cut.hidden) == {"cut.json", "mnist/x_hidden.npy", "mnist/y_hidden.npy"}
    assert not numbers(cut.served, "x_test") & numbers(cut.hidden, "x_hidden")
    assert cut.sources == {"mnist": "real"}
    assert line(cut) == "MNIST: 20 training and 10 test images (the real ones, cut to the grading budget)"


def test_the_served_folder_may_be_read_by_all_and_the_rest_by_its_owner(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path]
) -> None:
    write_mnist().chmod(0o600)
    before = os.umask(0o077)
    try:
        cut = prepare.prepare(course, lab)
    finally:
        os.umask(before)
    assert cut is not None
    for path in (cut.served.parent, cut.served, *cut.served.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)
    assert cut.hidden.parent.stat().st_mode & 0o077 == 0
    assert course.private.stat().st_mode & 0o077 == 0


def test_it_is_cut_once(course: Course, lab: Assignment, write_mnist: Callable[..., Path]) -> None:
    write_mnist()
    cut = prepare.prepare(course, lab)
    assert cut is not None
    before = (cut.served / "mnist" / "x_train.npy").stat()
    assert prepare.prepare(course, lab) == cut
    assert (cut.served / "mnist" / "x_train.npy").stat() == before


def test_another_budget_and_another_source_are_other_cuts(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path]
) -> None:
    write_mnist()
    first = prepare.prepare(course, lab)
    larger = dataclasses.replace(lab, datasets=(Dataset(name="mnist", train=30, test=10, hidden=10),))
    second = prepare.prepare(course, larger)
    write_mnist(train=60)
    third = prepare.prepare(course, lab)
    assert first is not None
    assert second is not None
    assert third is not None
    assert len({cut.served for cut in (first, second, third)}) == 3
    assert len({cut.digest for cut in (first, second, third)}) == 3
    assert first.served.is_dir()


def test_the_digest_is_that_of_the_contents_not_of_the_place(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path]
) -> None:
    path = write_mnist()
    first = prepare.prepare(course, lab)
    moved = course.root / "elsewhere" / "mnist.npz"
    moved.parent.mkdir()
    path.rename(moved)
    second = prepare.prepare(dataclasses.replace(course, data=(Path("elsewhere"),)), lab)
    assert first is not None
    assert second is not None
    assert second.served != first.served
    assert second.digest == first.digest


def test_many_at_once_make_one_cut(course: Course, lab: Assignment, write_mnist: Callable[..., Path]) -> None:
    write_mnist()
    with ThreadPoolExecutor(8) as pool:
        cuts = list(pool.map(lambda _: prepare.prepare(course, lab), range(8)))
    assert cuts.count(cuts[0]) == 8
    assert len(list((course.private / "datasets" / "served").iterdir())) == 1
    assert list((course.private / "datasets" / "drafts").iterdir()) == []


def test_without_data_the_stand_in_says_so_until_the_real_data_is_there(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path]
) -> None:
    cut = prepare.prepare(course, lab)
    assert cut is not None
    assert cut.sources == {"mnist": "stand-in"}
    assert line(cut) == (
        "MNIST: 20 training and 10 test images (a labelled stand-in: scikit-learn's digits scaled to 28×28, "
        "because the real ones are not on this machine)"
    )
    assert names(cut.served / "files") == set()
    write_mnist()
    real = prepare.prepare(course, lab)
    assert real is not None
    assert real.sources == {"mnist": "real"}


def test_too_small_a_file_is_an_error_with_its_name(course: Course, lab: Assignment, write_mnist: Callable[..., Path]) -> None:
    write_mnist(test=15)
    with pytest.raises(ConfigError, match=r"Dataset\(name='mnist'\): 20 images are wanted, 15 are there in .*mnist\.npz"):
        prepare.prepare(course, lab)


def test_a_cut_that_cannot_be_written_is_the_machines_failure(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_mnist()
    with monkeypatch.context() as patch:
        patch.setattr(np, "save", full)
        with pytest.raises(InfrastructureError, match=r"cannot be cut: .*No space left"):
            prepare.prepare(course, lab)
    assert list((course.private / "datasets" / "drafts").iterdir()) == []
    assert prepare.prepare(course, lab) is not None


def test_keras_cache_and_download_are_used_in_this_order(
    course: Course, lab: Assignment, write_mnist: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetched(course: Course, name: str, target: Path, seconds: float) -> bool:
        """As Keras does: what was downloaded stays in its cache."""
        asked.append(seconds)
        write_mnist(tmp_path / "keras" / "datasets")
        write_mnist(target.parent)
        return True

    monkeypatch.setattr(fetch, "allowed", lambda course: True)
    monkeypatch.setattr(fetch, "reachable", lambda name: True)
    monkeypatch.setattr(fetch, "fetch", fetched)
    cut = prepare.prepare(course, lab)
    assert cut is not None
    assert cut.sources == {"mnist": "keras"}
    assert prepare.prepare(course, lab) == cut
    assert asked == [fetch.DOWNLOAD_SECONDS]
    prepare.prepare(course, dataclasses.replace(lab, name="other"))
    assert asked == [fetch.DOWNLOAD_SECONDS, fetch.CACHED_SECONDS]


def test_a_stand_in_once_made_asks_the_network_no_more(
    course: Course, lab: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(fetch, "allowed", lambda course: True)
    monkeypatch.setattr(fetch, "reachable", asked.append)  # None: not reachable
    for _ in range(3):
        prepare.prepare(course, lab)
    assert asked == ["mnist"]


def test_an_assignment_without_data_prepares_nothing(course: Course) -> None:
    assert prepare.prepare(course, Assignment(name="lab")) is None
    assert prepare.served_folder(dataclasses.replace(course, assignments=(Assignment(name="lab"),))) is None
    assert not course.private.exists()


def test_a_sandbox_shows_the_folder_of_the_served_cuts_alone(course: Course, lab: Assignment) -> None:
    cut = prepare.prepare(course, lab)
    assert cut is not None
    assert prepare.served_folder(dataclasses.replace(course, assignments=(lab,))) == cut.served.parent
    assert not cut.hidden.is_relative_to(cut.served.parent)
