"""The columns get the sum 1 instead of the rows."""

QUESTION = "softmax"
HINT = "Your columns have the sum 1. The classes of an observation stand in a row: `axis=1`."


# %% softmax
def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)
