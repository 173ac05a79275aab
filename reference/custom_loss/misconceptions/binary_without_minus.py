"""The log-likelihood is returned, without the minus sign."""

QUESTION = "binary_nll"
HINT = "Your loss is the log-likelihood. A minus sign makes a loss of it, which is small when the prediction is good."


# %% binary_nll
def binary_nll(y, p):
    likelihood = np.where(y == 1, p, 1 - p)
    return np.mean(np.log(np.maximum(likelihood, 1e-12)))
