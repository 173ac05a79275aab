"""The choice of images is fixed, balanced, disjoint, and refuses more than there is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import Dataset
from autograder.datasets.budget import choose, cut


@given(
    labels=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    column=st.booleans(),
)
def test_any_choice_is_disjoint_of_the_size_wanted_and_as_even_as_the_classes_allow(
    labels: list[int], shares: tuple[float, float], column: bool
) -> None:
    y = np.array(labels, np.uint8)
    first = int(len(y) * shares[0])
    second = int((len(y) - first) * shares[1])
    chosen = choose(y.reshape(-1, 1) if column else y, [first, second])
    assert [len(part) for part in chosen] == [first, second]
    taken = np.concatenate(chosen)
    assert len(set(taken.tolist())) == len(taken)
    there, got = np.bincount(y, minlength=5), np.bincount(y[chosen[0]], minlength=5)
    unexhausted = [got[label] for label in range(5) if got[label] < there[label]]
    assert not unexhausted or max(got) - min(unexhausted) <= 1


def test_the_same_budget_is_the_same_choice_and_mixes_the_classes() -> None:
    labels = np.repeat(np.arange(10), 100).astype(np.uint8)
    [first], [again] = choose(labels, [200]), choose(labels, [200])
    assert (first == again).all()
    assert any(labels[a] > labels[b] for a, b in pairwise(first))


def test_more_than_there_is_is_refused() -> None:
    with pytest.raises(ValueError, match="11 images are wanted, 10 are there"):
        choose(np.zeros(10, np.uint8), [6, 5])


def test_hidden_images_come_from_the_test_split_and_are_not_served() -> None:
    images = {
        "x_train": np.arange(40), "y_train": np.arange(40) % 10,
        "x_test": np.arange(100, 160), "y_test": np.arange(60) % 10,
    }  # fmt: skip
    made = cut(images, Dataset(name="mnist", train=20, test=30, hidden=30))
    assert {len(made[f"x_{part}"]) for part in ("test", "hidden")} == {30}
    assert set(made["x_hidden"]) | set(made["x_test"]) == set(range(100, 160))
    for part in ("train", "test", "hidden"):
        assert (made[f"x_{part}"] % 10 == made[f"y_{part}"]).all()
