"""The padding "same" is one pixel for every kernel."""

QUESTION = "conv2d"
HINT = (
    'Your "same" padding is 1 for every kernel. How many pixels of a 5×5 kernel lie beyond the image when it is '
    "centred on the border?"
)


# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    fh, fw = kernel.shape
    if padding == "same":
        ph, pw = 1, 1
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
    return result
