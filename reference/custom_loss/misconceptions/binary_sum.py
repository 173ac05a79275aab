"""The losses of the batch are added up, and no mean is taken."""

QUESTION = "binary_nll"
HINT = "Your loss grows with the number of observations. Take the mean: `np.mean` instead of `np.sum`."


# %% binary_nll
def binary_nll(y, p):
    likelihood = np.where(y == 1, p, 1 - p)
    return -np.sum(np.log(np.maximum(likelihood, 1e-12)))
