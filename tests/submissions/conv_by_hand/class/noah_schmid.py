"""Copied the cell of `conv2d` for a second attempt and handed in both; the second one is right."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 8,
    "edge_strength": 1,
    "conv2d_multi": 3,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% conv2d
# first attempt, does not work with padding
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    rows = image.shape[0] - kernel.shape[0] + 1
    cols = image.shape[1] - kernel.shape[1] + 1
    result = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            result[i, j] = np.sum(image[i:i + kernel.shape[0], j:j + kernel.shape[1]] * kernel) + bias
    return result

# %% [duplicate] conv2d
# second attempt
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    ph = pw = padding
    if padding == "valid":
        ph = pw = 0
    if padding == "same":
        ph, pw = same_padding(kernel.shape[0]), same_padding(kernel.shape[1])
    image = np.pad(image, ((ph, ph), (pw, pw)))
    rows = (image.shape[0] - kernel.shape[0]) // stride + 1
    cols = (image.shape[1] - kernel.shape[1]) // stride + 1
    result = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            y, x = i * stride, j * stride
            result[i, j] = np.sum(image[y:y + kernel.shape[0], x:x + kernel.shape[1]] * kernel) + bias
    return result
