"""The absolute values are added instead of the squares."""

QUESTION = "edge_strength"
HINT = "You added the absolute values; for slanted edges that is too much. Add the squares and take the root."


# %% edge_strength
def edge_strength(image):
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    vertical, horizontal = conv2d(image, sobel), conv2d(image, sobel.T)
    return np.abs(vertical) + np.abs(horizontal)
