"""A ReLU inside the convolution: negative values become 0."""

QUESTION = "conv2d"
HINT = (
    "Negative values of your map have become 0. The activation function is a step of its own after the convolution; "
    "return the plain sum."
)


# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    fh, fw = kernel.shape
    if padding == "same":
        ph, pw = same_padding(fh), same_padding(fw)
    elif padding == "valid":
        ph, pw = 0, 0
    else:
        ph, pw = padding, padding
    padded = np.pad(image, ((ph, ph), (pw, pw)))
    rows = (padded.shape[0] - fh) // stride + 1
    columns = (padded.shape[1] - fw) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            result[i, j] = np.sum(window * kernel) + bias
    return np.maximum(result, 0)
