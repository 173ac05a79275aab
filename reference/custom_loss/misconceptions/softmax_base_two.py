"""The power of 2 is taken instead of the power of e."""

QUESTION = "softmax"
HINT = "Your probabilities are in proportion to 2^z. Softmax takes e^z: `np.exp`."


# %% softmax
def softmax(z):
    powers = np.exp2(z - np.max(z, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
