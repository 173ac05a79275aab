"""Only square images and kernels: the width is taken for the height as well."""

QUESTION = "conv2d"
HINT = (
    "Your code takes the width for the height as well, so it works for square images and kernels only. Compute rows "
    "and columns separately."
)


# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    fh = fw = kernel.shape[1]
    if padding == "same":
        ph, pw = same_padding(fh), same_padding(fw)
    elif padding == "valid":
        ph, pw = 0, 0
    else:
        ph, pw = padding, padding
    padded = np.pad(image, ((ph, ph), (pw, pw)))
    rows = (padded.shape[1] - fh) // stride + 1
    columns = (padded.shape[1] - fw) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            result[i, j] = np.sum(window * kernel) + bias
    return result
