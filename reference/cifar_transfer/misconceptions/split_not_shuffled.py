"""Validation and test sets are the next images in line, not drawn at random."""

QUESTION = "split"
HINT = (
    "Your validation and test sets are simply the next images in line. Files are often sorted by class: "
    "shuffle the remaining indices first."
)


# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    train = np.concatenate([rng.permutation(np.flatnonzero(labels == kind))[:per_class] for kind in np.unique(labels)])
    rest = np.setdiff1d(np.arange(len(labels)), train)
    return train, rest[:n_validation], rest[n_validation : n_validation + n_test]
