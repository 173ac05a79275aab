"""The pictures, their labels, and the two sets: measured on what the student's functions paint.

Directions are told by the student's own ``draw_bars``: whoever exchanges the axes there loses points there only.
"""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

SIZE, BARS = 50, 10


def numbers(value, shape, what):
    """``value`` as finite floats of the given shape, or a failure in the student's words."""
    try:
        values = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise CheckFailed(f"{what} are no array of numbers.") from None
    require(values.shape == shape, f"{what} have the shape {values.shape}, but {shape} is needed.")
    require(np.isfinite(values).all(), f"{what} hold NaN or an infinite number.")
    return values


def collection(student, n, seed):
    """The student's images (n, 50, 50, 1) and labels (n, 2)."""
    result = student.make_data(n, seed)
    pair = isinstance(result, (tuple, list)) and len(result) == 2
    require(pair, "`make_data` must give back two things: images, labels.")
    return numbers(result[0], (n, SIZE, SIZE, 1), "Your images"), numbers(result[1], (n, 2), "Your labels")


def sets(student, n_train, n_val, seed):
    """The student's x_train, y_train, x_val, y_val."""
    result = student.make_sets(n_train, n_val, seed)
    four = isinstance(result, (tuple, list)) and len(result) == 4
    require(four, "`make_sets` must give back four things: x_train, y_train, x_val, y_val.")
    shapes = [(n, *rest) for n in (n_train, n_val) for rest in ((SIZE, SIZE, 1), (2,))]
    names = ("Your training images", "Your training labels", "Your validation images", "Your validation labels")
    return [numbers(value, shape, name) for value, shape, name in zip(result, shapes, names, strict=True)]


def lit(images):
    """Which pixels belong to a bar, as booleans (n, 50, 50), whatever the scale: those that are not as dark as the darkest."""
    return images[..., 0] > images.min(initial=0.0) + 1e-3 * np.ptp(images)


def stands(images):
    """Which pictures have vertical bars: more white neighbours below each other than side by side."""
    white = lit(images)
    below = (white[:, 1:] & white[:, :-1]).sum(axis=(1, 2))
    beside = (white[:, :, 1:] & white[:, :, :-1]).sum(axis=(1, 2))
    return below > beside


def called_vertical(student, images, rng):
    """Which pictures the student's own ``draw_bars`` calls vertical; the true ones if it does not work."""
    try:
        picture = numbers(student.draw_bars(bars_apart(rng), True), (SIZE, SIZE, 1), "The picture")
    except CheckFailed:
        return stands(images)
    return stands(images) == stands(picture[None])


def bars_apart(rng):
    """Ten bars in ten different places."""
    start = rng.integers(0, 28, size=BARS)
    return np.stack([rng.permutation(SIZE)[:BARS], start, start + rng.integers(8, 22, size=BARS)], axis=1)


def seeds(rng, number):
    """``number`` different seeds."""
    return [int(seed) for seed in 1000 * np.arange(1, number + 1) + rng.integers(0, 900, size=number)]


@check(
    "draw_bars",
    weight=3,
    hint="image[row, column]: a vertical bar is image[start:stop, place], a horizontal one image[place, start:stop].",
)
def test_bars_are_where_they_belong(student, reference, rng):
    """Vertical bars stand in their column, horizontal bars lie in their row."""
    bars = bars_apart(rng)
    for vertical, style in ((True, "vertical"), (False, "horizontal")):
        got = student.draw_bars(bars, vertical)
        want = reference.draw_bars(bars, vertical)
        if np.shape(got) == np.shape(want):
            turned = np.array_equal(got, reference.draw_bars(bars, not vertical))
            require(not turned, f"Your {style} bars run in the other direction: rows and columns are exchanged.")
        agree(got, want, f"ten {style} bars")


@check("draw_bars", hint="Set the pixels of a bar to 255; do not add 255 to what is there.")
def test_crossing_bars_stay_white(student, rng):
    """Where bars lie on top of each other, white stays white."""
    place, start = rng.permutation(SIZE)[:5], rng.integers(0, 12, size=5)
    first, overlap, last = (rng.integers(3, 10, size=5) for _ in range(3))
    middle = start + first
    stop = middle + overlap + last
    on_top = np.concatenate([np.stack([place, start, middle + overlap], axis=1), np.stack([place, middle, stop], axis=1)])
    in_line = np.concatenate([np.stack([place, start, middle], axis=1), np.stack([place, middle, stop], axis=1)])
    for vertical, style in ((True, "vertical"), (False, "horizontal")):
        alone = numbers(student.draw_bars(in_line, vertical), (SIZE, SIZE, 1), "The values of your picture")
        require(np.ptp(alone) > 0, "Your picture shows no bars.")
        agree(student.draw_bars(on_top, vertical), alone, f"ten {style} bars that lie on top of each other")


@check(
    "make_data", weight=3, hint="The label of a picture is [1, 0] if its bars are vertical and [0, 1] if they are horizontal."
)
def test_labels_belong_to_pictures(student, rng):
    """Each label is one-hot and says what its picture shows."""
    images, labels = collection(student, 24, seeds(rng, 1)[0])
    one_hot = np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all()
    require(one_hot, "Your labels are not one-hot: each needs one 1 and one 0.")
    vertical = called_vertical(student, images, rng)
    wrong = int((labels[:, 0] != vertical).sum())
    require(wrong < len(labels), "Your labels are exchanged: the first column must be 1 for vertical bars.")
    require(wrong == 0, f"{wrong} of {len(labels)} labels do not say what their picture shows.")


@check("make_data", hint="Make n / 2 times True and n / 2 times False first, and bring them into random order then.")
def test_half_of_the_pictures_is_vertical(student, rng):
    """Exactly one half of the pictures has vertical bars."""
    for seed in seeds(rng, 6):
        images, _ = collection(student, 22, seed)
        number = int(stands(images).sum())
        require(2 * number == 22, f"With one seed {number} of 22 pictures are vertical.")


@check(
    "make_data", weight=2, hint="Mix the styles with `rng.permutation`, before you paint; then the labels follow by themselves."
)
def test_order_is_random(student, rng):
    """The two styles come in random order."""
    orders = []
    for seed in seeds(rng, 3):
        images, _ = collection(student, 40, seed)
        vertical = stands(images)
        require((vertical[1:] != vertical[:-1]).sum() > 1, "Your pictures are sorted: one style first, then the other.")
        orders.append(vertical.tolist())
    require(orders[0] != orders[1] or orders[0] != orders[2], "With each seed the styles come in the same order.")


@check("make_data", hint="Make one `rng = np.random.default_rng(seed)` at the beginning, and take all random numbers from it.")
def test_the_seed_decides(student, rng):
    """The same seed paints the same collection again."""
    [seed] = seeds(rng, 1)
    once, again = collection(student, 6, seed), collection(student, 6, seed)
    equal = all(np.array_equal(one, other) for one, other in zip(once, again, strict=True))
    require(equal, "Two calls with the same seed give different collections.")


@check("make_data", hint="Call `random_bars(rng)` once for each picture, with the rng that was made from `seed`.")
def test_every_picture_is_new(student, rng):
    """Each picture has bars of its own, and another seed paints other pictures."""
    first, second = (lit(collection(student, 12, seed)[0]) for seed in seeds(rng, 2))
    for images, where in ((first, "in one collection"), (np.concatenate([first, second]), "in the collections of two seeds")):
        different = len({image.tobytes() for image in images})
        require(different == len(images), f"Only {different} of {len(images)} pictures {where} are different.")


@check("make_sets", hint="Divide the images of both sets by 255, and nothing else.")
def test_pixels_are_scaled(student, rng):
    """The pixels of both sets go from 0 to 1."""
    x_train, _, x_val, _ = sets(student, 12, 8, seeds(rng, 1)[0])
    for images, name in ((x_train, "training"), (x_val, "validation")):
        low, white = images.min(), images[..., 0][lit(images)].min(initial=np.inf)
        scaled = abs(low) < 1e-6 and abs(white - 1) < 1e-5
        require(scaled, f"The pixels of your {name} images are {low:.4g} for black and {white:.4g} for white.")


@check("make_sets", hint="Paint the validation pictures with another seed than the training pictures.")
def test_validation_pictures_are_unseen(student, rng):
    """No validation picture is in the training data."""
    for seed in seeds(rng, 2):
        x_train, _, x_val, _ = sets(student, 12, 8, seed)
        known = {image.tobytes() for image in lit(x_train)}
        seen = sum(image.tobytes() in known for image in lit(x_val))
        require(seen == 0, f"{seen} of 8 validation pictures are training pictures as well.")
