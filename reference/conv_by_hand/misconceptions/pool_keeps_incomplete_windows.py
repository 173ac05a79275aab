"""Windows over the end are kept."""

QUESTION = "max_pool"
HINT = "At the end you keep windows that are not full. Rows and columns that fill no window are left out: use `//`."


# %% max_pool
def max_pool(image, size=2, stride=None):
    step = size if stride is None else stride
    rows, columns = -(-(image.shape[0] - size) // step) + 1, -(-(image.shape[1] - size) // step) + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = np.max(image[i * step : i * step + size, j * step : j * step + size])
    return result
