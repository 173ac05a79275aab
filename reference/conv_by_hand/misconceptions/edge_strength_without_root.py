"""The square root is missing."""

QUESTION = "edge_strength"
HINT = "Your values are the squares of the edge strength. Take the square root at the end."


# %% edge_strength
def edge_strength(image):
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    vertical, horizontal = conv2d(image, sobel), conv2d(image, sobel.T)
    return vertical**2 + horizontal**2
