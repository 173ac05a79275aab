"""The images are shuffled, the labels stay where they were."""

QUESTION = "hold_out"
HINT = "You put the images in a new order, but not the labels. Use the same order for both."


# %% hold_out
def hold_out(x, y, n_validation, seed):
    x = x[np.random.default_rng(seed).permutation(len(x))]
    return x[n_validation:], y[n_validation:], x[:n_validation], y[:n_validation]
