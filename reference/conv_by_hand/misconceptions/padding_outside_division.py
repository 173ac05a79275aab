"""The padding is added after the division by the stride, so there are too many places."""

QUESTION = "conv2d"
HINT = "With stride and padding together you count too many places. Add the zeros to the size first, then divide by the stride."


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
    rows = (image.shape[0] - fh) // stride + 1 + 2 * ph
    columns = (image.shape[1] - fw) // stride + 1 + 2 * pw
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            if window.shape == kernel.shape:
                result[i, j] = np.sum(window * kernel) + bias
    return result
