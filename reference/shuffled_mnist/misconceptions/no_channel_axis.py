"""The axis for the channel is missing."""

QUESTION = "prepare"
HINT = "Your images have no axis for the channel. Add one of length 1 at the end."


# %% prepare
def prepare(x_train, x_test):
    return x_train / 255, x_test / 255
