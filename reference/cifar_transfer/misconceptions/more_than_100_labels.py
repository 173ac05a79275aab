"""More than 100 labels: everything that is not validation or test is used for training."""

QUESTION = "split"
HINT = (
    "Your training set has more images than it may. Take only `per_class` images of each class; the labels of "
    "the others count as unknown."
)


# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(labels))
    validation, test = order[:n_validation], order[n_validation : n_validation + n_test]
    rest = order[n_validation + n_test :]
    fewest = np.bincount(labels[rest]).min()
    train = np.concatenate([rest[labels[rest] == kind][:fewest] for kind in np.unique(labels)])
    return train, validation, test
