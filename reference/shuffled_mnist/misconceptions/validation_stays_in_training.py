"""The validation images are also left in the training data."""

QUESTION = "hold_out"
HINT = "Your validation images are still in the training data. Take them out: the network must not learn from them."


# %% hold_out
def hold_out(x, y, n_validation, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    held = order[:n_validation]
    return x, y, x[held], y[held]
