"""The validation images are not scaled."""

QUESTION = "make_sets"
HINT = "You scaled the training images only. The network must see the validation images in the same form."


# %% make_sets
def make_sets(n_train, n_val, seed):
    x_train, y_train = make_data(n_train, seed)
    x_val, y_val = make_data(n_val, seed + 1)
    return x_train / 255, y_train, x_val, y_val
