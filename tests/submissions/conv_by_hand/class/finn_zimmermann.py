"""An index out of range in `conv2d_multi`, and `max_pool` prints its result instead of returning it."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 8,
    "edge_strength": 1,
    "conv2d_multi": 0,
    "count_weights": 1,
    "max_pool": 0,
    "receptive_field": 2,
}

# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    maps = []
    for k in range(1, len(filters) + 1):
        total = biases[k]
        for c in range(1, len(image) + 1):
            total = total + conv2d(image[c], filters[k][c])
        maps.append(total)
    return np.array(maps)

# %% max_pool
def max_pool(image, size=2, stride=None):
    if stride is None:
        stride = size
    rows = output_size(image.shape[0], size, stride)
    cols = output_size(image.shape[1], size, stride)
    result = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            result[i, j] = image[i * stride:i * stride + size, j * stride:j * stride + size].max()
    print(result)
