"""A colon is missing in `conv2d`: the cell does not run, and the edges have nothing to work with."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 0,
    "edge_strength": 0,
    "conv2d_multi": 3,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    if padding == "same":
        padding = same_padding(kernel.shape[0])
    elif padding == "valid":
        padding = 0
    padded = np.pad(image, padding)
    rows = output_size(padded.shape[0], kernel.shape[0], stride)
    cols = output_size(padded.shape[1], kernel.shape[1], stride)
    result = np.zeros((rows, cols))
    for i in range(rows)
        for j in range(cols):
            patch = padded[i * stride:i * stride + kernel.shape[0], j * stride:j * stride + kernel.shape[1]]
            result[i, j] = np.sum(patch * kernel) + bias
    return result
