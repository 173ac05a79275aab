"""The stride is ignored: the window always moves by one pixel."""

QUESTION = "conv2d"
HINT = "Your map looks the same for every stride. Let the window of place (i, j) begin at row i · stride and column j · stride."


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
    rows = (padded.shape[0] - fh) + 1
    columns = (padded.shape[1] - fw) + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[i : i + fh, j : j + fw]
            result[i, j] = np.sum(window * kernel) + bias
    return result
