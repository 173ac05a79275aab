"""The mean of each window instead of its largest value."""

QUESTION = "max_pool"
HINT = "Your values are the means of the windows. That is average pooling; max pooling keeps the largest value."


# %% max_pool
def max_pool(image, size=2, stride=None):
    step = size if stride is None else stride
    rows, columns = (image.shape[0] - size) // step + 1, (image.shape[1] - size) // step + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = np.mean(image[i * step : i * step + size, j * step : j * step + size])
    return result
