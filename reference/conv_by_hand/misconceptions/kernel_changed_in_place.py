"""The kernel is flattened in place: the caller's kernel loses its shape."""

QUESTION = "conv2d"
HINT = (
    "After the call the kernel has another shape. `kernel.shape = …` and `kernel.resize(…)` change the caller's "
    "array; `kernel.ravel()` does not."
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
    kernel.shape = (fh * fw,)
    padded = np.pad(image, ((ph, ph), (pw, pw)))
    rows = (padded.shape[0] - fh) // stride + 1
    columns = (padded.shape[1] - fw) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            result[i, j] = window.ravel() @ kernel + bias
    return result
