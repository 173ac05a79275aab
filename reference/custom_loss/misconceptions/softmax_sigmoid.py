"""Every value goes through a sigmoid, and the probabilities do not sum up to 1."""

QUESTION = "softmax"
HINT = "Your function is the sigmoid of each value. Softmax divides e^z by the sum of the row."


# %% softmax
def softmax(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
