"""The designed kernel answers to horizontal bars, and the dense layer calls them vertical."""

QUESTION = "lover_weights"
HINT = "Your design likes horizontal bars. The white weights must stand below each other: kernel[:, column]."


# %% lover_weights
def lover_weights():
    kernel = np.zeros((5, 5, 1, 1))
    kernel[2, :] = 1
    return [kernel, np.array([-4.5]), np.array([[4.0, -4.0]]), np.zeros(2)]
