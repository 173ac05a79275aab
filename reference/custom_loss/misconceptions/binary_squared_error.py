"""The squared error is taken for the loss."""

QUESTION = "binary_nll"
HINT = "Your loss is the squared distance of y and p. The negative log-likelihood of the observed class is asked for."


# %% binary_nll
def binary_nll(y, p):
    return np.mean((y - p) ** 2)
