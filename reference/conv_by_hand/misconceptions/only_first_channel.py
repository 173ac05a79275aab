"""Only the first channel is used."""

QUESTION = "conv2d_multi"
HINT = "Your maps do not change when the second channel changes. Add up the results of all channels."


# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    number, _, fh, fw = filters.shape
    rows, columns = image.shape[1] - fh + 1, image.shape[2] - fw + 1
    maps = np.zeros((number, rows, columns))
    for k in range(number):
        for i in range(rows):
            for j in range(columns):
                block = image[0, i : i + fh, j : j + fw]
                maps[k, i, j] = np.sum(block * filters[k, 0]) + biases[k]
    return maps
