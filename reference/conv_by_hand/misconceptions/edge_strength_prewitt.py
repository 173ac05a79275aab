"""The rows beside the centre do not count double (Prewitt instead of Sobel)."""

QUESTION = "edge_strength"
HINT = "Your kernel has the same weight in each row. In the Sobel kernel the middle row counts double."


# %% edge_strength
def edge_strength(image):
    sobel = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
    vertical, horizontal = conv2d(image, sobel), conv2d(image, sobel.T)
    return np.sqrt(vertical**2 + horizontal**2)
