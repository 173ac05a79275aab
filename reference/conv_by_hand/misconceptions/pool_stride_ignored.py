"""The stride is ignored: the windows always stand side by side."""

QUESTION = "max_pool"
HINT = "Your windows always stand side by side. When `stride` is given, window (i, j) begins at i · stride and j · stride."


# %% max_pool
def max_pool(image, size=2, stride=None):
    step = size
    rows, columns = (image.shape[0] - size) // step + 1, (image.shape[1] - size) // step + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = np.max(image[i * step : i * step + size, j * step : j * step + size])
    return result
