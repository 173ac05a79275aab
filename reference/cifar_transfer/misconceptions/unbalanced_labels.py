"""Unbalanced labels: the training images are drawn without looking at their classes."""

QUESTION = "split"
HINT = (
    "Your training set does not hold equally many images of each class. Go through the classes and draw "
    "`per_class` images of each."
)


# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(labels))
    n_train = per_class * len(np.unique(labels))
    rest = order[n_train:]
    return order[:n_train], rest[:n_validation], rest[n_validation : n_validation + n_test]
