"""The search for the largest value begins at 0, so negative windows give 0."""

QUESTION = "max_pool"
HINT = "In windows where all pixels are negative you return 0. Begin with the first pixel of the window, or with −∞."


# %% max_pool
def max_pool(image, size=2, stride=None):
    step = size if stride is None else stride
    rows, columns = (image.shape[0] - size) // step + 1, (image.shape[1] - size) // step + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = max(0, np.max(image[i * step : i * step + size, j * step : j * step + size]))
    return result
