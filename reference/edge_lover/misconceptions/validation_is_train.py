"""The validation pictures are training pictures."""

QUESTION = "make_sets"
HINT = "Your validation pictures are training pictures as well. Paint new ones with another seed."


# %% make_sets
def make_sets(n_train, n_val, seed):
    x_train, y_train = make_data(n_train, seed)
    x_train = x_train / 255
    return x_train, y_train, x_train[:n_val], y_train[:n_val]
