"""The two maps are added with their signs, so that they can cancel."""

QUESTION = "edge_strength"
HINT = "You added the maps with their signs, so edges in two directions can cancel each other. Square them first."


# %% edge_strength
def edge_strength(image):
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    vertical, horizontal = conv2d(image, sobel), conv2d(image, sobel.T)
    return vertical + horizontal
