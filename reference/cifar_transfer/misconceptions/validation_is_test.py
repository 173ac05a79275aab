"""Validation images are test images as well."""

QUESTION = "split"
HINT = "Your validation images are in the test set too. Start the test set where the validation set ends."


# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    train = np.concatenate([rng.permutation(np.flatnonzero(labels == kind))[:per_class] for kind in np.unique(labels)])
    rest = rng.permutation(np.setdiff1d(np.arange(len(labels)), train))
    return train, rest[:n_validation], rest[:n_test]
