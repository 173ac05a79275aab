"""From images to scaled features."""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

RTOL = 1e-4  # float32, through several layers


def some_images(rng, n, height, width):
    return rng.integers(0, 256, size=(n, height, width, 3)).astype("uint8")


@check("preprocess", weight=2, hint="Turn the last axis around: `[..., ::-1]`.")
def test_channel_order(student, reference, rng):
    """The channels are in the order blue, green, red, in their full range."""
    one, other = some_images(rng, 3, 7, 7), some_images(rng, 3, 7, 7)
    got = [student.preprocess(images, 7) for images in (one, other)]
    want = [reference.preprocess(images, 7) for images in (one, other)]
    for result, target in zip(got, want, strict=True):
        agree(result, np.zeros(target.shape), "3 images of 7×7 pixels and side 7", atol=1e9)
    difference = np.asarray(got[0], dtype=float) - np.asarray(got[1], dtype=float)
    what = "the difference between two images, which does not depend on the means"
    agree(difference, want[0] - want[1], what, rtol=RTOL)


@check("preprocess", weight=2, hint="The means are those of ImageNet, in the order of your channels.")
def test_means(student, reference, rng):
    """From each channel its own mean over ImageNet is subtracted."""
    value = rng.integers(200, 256, size=3)
    pure = np.zeros((3, 5, 5, 3), dtype="uint8")
    for colour in range(3):
        pure[colour, ..., colour] = value[colour]
    got = student.preprocess(pure, 5)
    agree(got, np.zeros((3, 5, 5, 3)), "a red, a green and a blue image", atol=1e9)
    brightest = np.reshape(np.asarray(got, dtype=float), (3, -1)).max(axis=1)
    what = "a red, a green and a blue image, each in the channel of its colour"
    agree(brightest, value - np.array([reference.MEANS[colour] for colour in ("red", "green", "blue")]), what, rtol=RTOL)


@check("preprocess", hint="Use `enlarge`, with the `side` that your function is given.")
def test_size(student, rng):
    """The images get the size that the network wants."""
    for height, width, side in ((6, 5, 9), (8, 11, 12)):
        got = student.preprocess(some_images(rng, 2, height, width), side)
        agree(got, np.zeros((2, side, side, 3)), f"2 images of {height}×{width} pixels and side {side}", atol=1e9)


@check("preprocess", hint="Work on a copy: `enlarge` already makes one.")
def test_images_stay_as_they_are(student, rng):
    """The images that the function is given stay as they are."""
    images = some_images(rng, 2, 5, 4)
    _, left = student.after("preprocess", images.copy(), 5)
    agree(left[0], images, "the images after the call")


def feature_table(got, shape, what):
    agree(got, np.zeros(shape), what, atol=1e9)
    return np.asarray(got, dtype=float)


@check("extract_features", weight=2, hint="Take the images one batch after the other, the last batch too, and shuffle nothing.")
def test_one_row_per_image_in_order(student, tiny_base, rng):
    """Row i holds the features of image i."""
    model = tiny_base(7, 6, normalise=False)
    inputs = rng.normal(size=(75, 7, 6, 3)).astype("float32")
    got = student.extract_features(student.given(model), inputs)
    want = model.predict(inputs, verbose=0)
    table = feature_table(got, want.shape, "75 images")
    rows = np.isclose(table[:, None], want[None], rtol=RTOL, atol=RTOL * np.abs(want).max()).all(axis=2)
    elsewhere = int((rows.any(axis=0) & ~rows.diagonal()).sum())
    require(elsewhere == 0, f"The features of {elsewhere} of 75 images are in the row of another image.")
    agree(table, want, "75 images", rtol=RTOL)


@check("extract_features", hint="`predict` runs in inference mode by itself; a call of the model needs `training=False`.")
def test_inference_mode(student, tiny_base, rng):
    """Batch normalisation is in inference mode, and the model stays as it is."""
    model = tiny_base(6, 8)
    inputs = rng.normal(size=(32, 6, 8, 3)).astype("float32")
    want = model.predict(inputs, verbose=0)
    given = student.given(model)
    table = feature_table(student.extract_features(given, inputs), want.shape, "32 images and a model with batch normalisation")
    # Each column sorted: in which row an image stands is another check's question.
    agree(
        np.sort(table, axis=0),
        np.sort(want, axis=0),
        "a model with batch normalisation, whatever the order of the images",
        rtol=RTOL,
    )
    for left, before in zip(given.weights(), model.get_weights(), strict=True):
        agree(left, before, "the model's weights after the call")


def three_parts(rng):
    """Features of three parts (60, 25, 40 rows) with unlike distributions, each column on another scale."""
    centre, spread = rng.normal(size=6) * 20, rng.uniform(0.5, 30, size=6)
    parts = [centre + spread * rng.normal(moved, 1 + moved, size=(n, 6)) for n, moved in ((60, 0), (25, 0.7), (40, 1.5))]
    return [part.astype("float32") for part in parts]


def scaled_parts(student, parts):
    got = student.scale(*[part.copy() for part in parts])
    require(isinstance(got, (tuple, list)) and len(got) == 3, "scale should return three arrays.")
    return [
        feature_table(values, part.shape, f"the {name} features")
        for values, part, name in zip(got, parts, ("training", "validation", "test"), strict=True)
    ]


@check("scale", hint="Compute mean and standard deviation along axis 0, from `train` alone.")
def test_training_features_are_standardised(student, rng):
    """Each training feature gets the mean 0 and the standard deviation 1."""
    parts = three_parts(rng)
    train = scaled_parts(student, parts)[0]
    want = (parts[0] - parts[0].mean(axis=0)) / parts[0].std(axis=0)
    agree(train, want, "the training features", rtol=0.02)  # also right with n - 1 in the standard deviation


@check("scale", hint="Use for validation and test the very numbers that you used for train.")
def test_same_scale_for_all_parts(student, rng):
    """Validation and test features are scaled exactly like the training features."""
    parts = three_parts(rng)
    scaled = scaled_parts(student, parts)
    for column in range(6):
        x, z = parts[0][:, column].astype(float), scaled[0][:, column]
        slope, intercept = np.polyfit(x, z, 1)
        for part, values, name in zip(parts[1:], scaled[1:], ("validation", "test"), strict=True):
            want = slope * part[:, column].astype(float) + intercept
            agree(values[:, column], want, f"feature {column} of the {name} set", rtol=0.001)


@check("scale", hint="Set the standard deviation to 1 where it is 0, before you divide.")
def test_constant_feature(student, rng):
    """A feature that is constant in the training set does no harm."""
    parts = three_parts(rng)
    parts[0][:, 2] = parts[1][:, 2] = parts[2][:, 2] = np.float32(rng.integers(2, 9))
    for values, name in zip(student.scale(*[part.copy() for part in parts]), ("training", "validation", "test"), strict=True):
        agree(np.asarray(values)[:, 2], np.zeros(len(values)), f"a constant feature of the {name} set", atol=1e-3)


@check("with_mirror_images", hint="Columns are axis 2 of the images: turn them around, `[:, :, ::-1]`.")
def test_mirrored_left_to_right(student, reference, rng):
    """The originals come first, then the images with left and right exchanged."""
    images, labels = some_images(rng, 5, 4, 6), rng.integers(0, 10, size=5)
    want = reference.with_mirror_images(images, labels)[0]
    agree(pair(student, images, labels)[0], want, "5 images of 4×6 pixels")


@check("with_mirror_images", hint="All originals come before all mirror images; so must the labels.")
def test_labels_follow_the_images(student, rng):
    """Each image keeps its label."""
    images, labels = some_images(rng, 12, 3, 4), rng.permutation(12)
    agree(pair(student, images, labels)[1], np.tile(labels, 2), "the labels of 12 images and their mirror images")


def pair(student, images, labels):
    got = student.with_mirror_images(images, labels)
    if not (isinstance(got, (tuple, list)) and len(got) == 2):
        raise CheckFailed("with_mirror_images should return two things: images and labels.")
    return got
