"""The bias is added once for each channel."""

QUESTION = "conv2d_multi"
HINT = "With 3 channels your bias counts three times. Add it once, after the channels have been added up."


# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    number, _, fh, fw = filters.shape
    rows, columns = image.shape[1] - fh + 1, image.shape[2] - fw + 1
    maps = np.zeros((number, rows, columns))
    for k in range(number):
        for i in range(rows):
            for j in range(columns):
                block = image[:, i : i + fh, j : j + fw]
                maps[k, i, j] = np.sum(block * filters[k]) + len(image) * biases[k]
    return maps
