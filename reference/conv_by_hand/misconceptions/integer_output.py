"""The activation map is an array of integers, which drops all decimals."""

QUESTION = "conv2d"
HINT = (
    "Your values have lost their decimals. An array with an integer dtype cuts them off: make the result with "
    "`np.zeros(…)` alone."
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
    result = np.zeros((rows, columns), dtype=int)
    for i in range(rows):
        for j in range(columns):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            result[i, j] = np.sum(window * kernel) + bias
    return result
