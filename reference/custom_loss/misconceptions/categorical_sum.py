"""The losses of the batch are added up, and no mean is taken."""

QUESTION = "categorical_nll"
HINT = "Your loss grows with the number of observations. Divide the sum by the number of rows."


# %% categorical_nll
def categorical_nll(y, p):
    return -np.sum(y * np.log(np.maximum(p, 1e-12)))
