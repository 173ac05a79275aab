"""Only observations of class 1 cost anything."""

QUESTION = "binary_nll"
HINT = "Observations of class 0 cost nothing in your loss. For y = 0 the likelihood is 1 − p."


# %% binary_nll
def binary_nll(y, p):
    return -np.mean(y * np.log(np.maximum(p, 1e-12)))
