"""The pixels stay between 0 and 255."""

QUESTION = "make_sets"
HINT = "Your pixels go up to 255. Divide the images of both sets by 255."


# %% make_sets
def make_sets(n_train, n_val, seed):
    x_train, y_train = make_data(n_train, seed)
    x_val, y_val = make_data(n_val, seed + 1)
    return x_train, y_train, x_val, y_val
