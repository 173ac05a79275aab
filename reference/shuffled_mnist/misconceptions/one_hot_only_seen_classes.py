"""The one-hot labels have only as many columns as the largest label needs."""

QUESTION = "one_hot"
HINT = "Your array has fewer columns when the last classes do not occur. Make `classes` columns."


# %% one_hot
def one_hot(labels, classes=10):
    return np.eye(labels.max() + 1)[labels]
