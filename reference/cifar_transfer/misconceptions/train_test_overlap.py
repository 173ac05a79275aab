"""Train/test overlap: validation and test images are drawn from all images."""

QUESTION = "split"
HINT = (
    "Some images are in two of your three sets: the model is then judged on what it has learned by heart. Draw "
    "validation and test images only from those that are not yet used."
)


# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    train = np.concatenate([rng.permutation(np.flatnonzero(labels == kind))[:per_class] for kind in np.unique(labels)])
    others = rng.permutation(len(labels))
    return train, others[:n_validation], others[n_validation : n_validation + n_test]
