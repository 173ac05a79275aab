"""The mean is taken over all entries, so that the number of classes divides the loss."""

QUESTION = "categorical_nll"
HINT = "You divide by the number of classes too. Sum over the classes (`axis=1`), then take the mean over the rows."


# %% categorical_nll
def categorical_nll(y, p):
    return -np.mean(y * np.log(np.maximum(p, 1e-12)))
