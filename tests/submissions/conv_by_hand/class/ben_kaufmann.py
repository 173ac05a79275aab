"""Calls the number of parameters `np`: from then on numpy is gone, and everything that needs it fails."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 0,
    "edge_strength": 0,
    "conv2d_multi": 0,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    weights = kernel_height * kernel_width * channels
    return filters * weights + filters

np = 6 * 5 * 5 * 3 + 6  # number of parameters
print(np)

# %% max_pool
def max_pool(image, size=2, stride=None):
    if stride is None:
        stride = size
    h, w = image.shape
    return [[image[i:i + size, j:j + size].max()
             for j in range(0, w - size + 1, stride)]
            for i in range(0, h - size + 1, stride)]
