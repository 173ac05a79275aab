"""The values are divided by their sum, without the exponential."""

QUESTION = "softmax"
HINT = "You divide z by its sum. Some of your probabilities are negative; take e to the power of z first."


# %% softmax
def softmax(z):
    return z / np.sum(z, axis=1, keepdims=True)
