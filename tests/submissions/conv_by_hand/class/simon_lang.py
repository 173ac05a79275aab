"""Several mistakes in the layer: grey image first, one kernel for all filters, one bias, pooling over the end."""

EXPECTED = {
    "by_hand_step": 1,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 8,
    "edge_strength": 1,
    "conv2d_multi": 1,
    "count_weights": 0,
    "max_pool": 2.5,
    "receptive_field": 2,
}

# %% by_hand_step
step_map_shape = (3, 3)
step_position = (1, 0)
step_value = 9

# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    grey = np.sum(image, axis=0)
    kernel = filters[0][0]
    return np.array([conv2d(grey, kernel) + b for b in biases])

# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    return filters * kernel_height * kernel_width * channels + 1

# %% max_pool
def max_pool(image, size=2, stride=None):
    if stride is None:
        stride = size
    rows = int(np.ceil((image.shape[0] - size) / stride)) + 1
    cols = int(np.ceil((image.shape[1] - size) / stride)) + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            out[i, j] = image[i * stride:i * stride + size, j * stride:j * stride + size].max()
    return out
