"""Draws the test images from all images, and reports the accuracy on the training set."""

EXPECTED = {
    "split": 2,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 3,
    "extract_features": 3,
    "predictions_from_features": 2,
    "scale": 3,
    "build_head": 3,
    "choose": 2,
    "build_transfer": 3,
    "fine_tune": 3,
    "with_mirror_images": 2,
    "strategy": 2,
}

# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    train = []
    for c in np.unique(labels):
        train += list(rng.choice(np.where(labels == c)[0], per_class, replace=False))
    train = np.array(train)
    validation = rng.choice(len(labels), n_validation, replace=False)
    test = rng.choice(len(labels), n_test, replace=False)
    return train, validation, test

# %% choose
def choose(candidates, labels):
    acc = {n: (c["validation"] == labels["validation"]).mean() for n, c in candidates.items()}
    best = sorted(acc, key=acc.get)[-1]
    return best, (candidates[best]["train"] == labels["train"]).mean()

# %% [markdown] observe_features
# The features are much better, 45% against 26%.
