"""The patch is multiplied in place, which overwrites the image for the windows that follow."""

QUESTION = "conv2d"
HINT = (
    "A slice of an array is a view: `window *= kernel` writes into the image, and later windows see the changed "
    "pixels. Write `window * kernel`."
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
    padded = np.pad(image, ((ph, ph), (pw, pw))) if ph or pw else image
    rows = (padded.shape[0] - fh) // stride + 1
    columns = (padded.shape[1] - fw) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            window *= kernel
            result[i, j] = np.sum(window) + bias
    return result
