"""The first images become the validation data, without drawing."""

QUESTION = "hold_out"
HINT = "You take the first images of the file. Draw a random order first: the order of the file may mean something."


# %% hold_out
def hold_out(x, y, n_validation, seed):
    return x[n_validation:], y[n_validation:], x[:n_validation], y[:n_validation]
