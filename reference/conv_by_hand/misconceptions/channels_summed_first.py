"""The channels are added up before the kernel sees them."""

QUESTION = "conv2d_multi"
HINT = (
    "You add the channels up to a grey image first, so all channels meet the same weights. Multiply each channel by "
    "its own kernel, then add."
)


# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    number, _, fh, fw = filters.shape
    rows, columns = image.shape[1] - fh + 1, image.shape[2] - fw + 1
    grey = image.sum(axis=0)
    maps = np.zeros((number, rows, columns))
    for k in range(number):
        for i in range(rows):
            for j in range(columns):
                block = grey[i : i + fh, j : j + fw]
                maps[k, i, j] = np.sum(block * filters[k].mean(axis=0)) + biases[k]
    return maps
