"""``split``: three sets of images."""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

PARTS = ("training", "validation", "test")


def some_labels(rng):
    """Labels of ten unequally frequent classes in random order, int64 of shape (n,)."""
    return rng.permutation(np.repeat(np.arange(10), rng.integers(50, 80, size=10)))


def three_sets(got, n):
    """What ``split`` returned as three int arrays of valid indices, whatever their sizes."""
    require(isinstance(got, (tuple, list)) and len(got) == 3, "split should return three arrays: train, validation, test.")
    sets = []
    for part, indices in zip(PARTS, got, strict=True):
        try:
            values = np.asarray(indices)
        except ValueError:
            raise CheckFailed(f"The {part} set is no array of indices.") from None
        plain = values.ndim == 1 and values.size > 0 and values.dtype.kind in "iu"
        require(plain, f"The {part} set should be an array of indices (ints) with one axis.")
        require(values.min() >= 0 and values.max() < n, f"The {part} set holds indices beyond the number of images.")
        sets.append(values)
    return sets


def number(rng):
    return int(rng.integers(1, 10**6))


@check("split", weight=2, hint="Draw validation and test images only from those that are in no other set.")
def test_no_image_is_used_twice(student, rng):
    """No image is in two sets, or twice in one."""
    labels = some_labels(rng)
    sets = three_sets(student.split(labels, 10, 100, 150, number(rng)), len(labels))
    for part, indices in zip(PARTS, sets, strict=True):
        twice = len(indices) - len(np.unique(indices))
        require(twice == 0, f"{twice} images are in the {part} set more than once.")
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = len(np.intersect1d(sets[one], sets[other]))
        require(both == 0, f"{both} images are in the {PARTS[one]} set and in the {PARTS[other]} set.")


@check("split", weight=2, hint="Go through the classes and draw the same number of images of each.")
def test_training_classes_are_balanced(student, rng):
    """The training set holds equally many images of each class."""
    labels = some_labels(rng)
    train, _, _ = three_sets(student.split(labels, 7, 60, 90, number(rng)), len(labels))
    counts = np.bincount(labels[train], minlength=10)
    require(np.ptp(counts) == 0, f"Of one class there are {counts.min()} training images, of another {counts.max()}.")


@check("split", hint="Ten images of each of ten classes are 100 labels, however many images there are.")
def test_sizes(student, rng):
    """The three sets are as large as asked for."""
    labels = some_labels(rng)
    per_class, n_validation, n_test = (int(n) for n in rng.integers((5, 50, 80), (15, 80, 120)))
    sets = three_sets(student.split(labels, per_class, n_validation, n_test, number(rng)), len(labels))
    for part, indices, size in zip(PARTS, sets, (10 * per_class, n_validation, n_test), strict=True):
        right = len(indices) == size
        require(right, f"With per_class={per_class}, {n_validation} and {n_test}: your {part} set has {len(indices)} images.")


@check("split", hint="Shuffle the indices that are left with `rng.permutation` before you cut them.")
def test_drawn_at_random(student, rng):
    """Validation and test images are drawn at random, and the seed decides."""
    labels = np.sort(some_labels(rng))
    seed = number(rng)
    once = three_sets(student.split(labels, 10, 100, 150, seed), len(labels))
    for part, indices in zip(PARTS[1:], once[1:], strict=True):
        classes = len(np.unique(labels[indices]))
        require(classes >= 7, f"The images came sorted by class, and your {part} set holds only {classes} of the ten classes.")
    again = three_sets(student.split(labels, 10, 100, 150, seed), len(labels))
    for part, first, second in zip(PARTS, once, again, strict=True):
        agree(np.sort(second), np.sort(first), f"the {part} set of two calls with the same seed")
    other = three_sets(student.split(labels, 10, 100, 150, seed + 1), len(labels))
    differs = not np.array_equal(np.sort(other[2]), np.sort(once[2]))
    require(differs, "Two different seeds gave the same test set.")
