"""An endless loop in `max_pool`: the column is never moved on."""

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
    "max_pool": 0,
    "receptive_field": 2,
}

# %% max_pool
def max_pool(image, size=2, stride=None):
    stride = stride or size
    result = []
    row = 0
    while row + size <= image.shape[0]:
        line = []
        column = 0
        while True:
            if column + size > image.shape[1]:
                break
            line.append(image[row:row + size, column:column + size].max())
        result.append(line)
        row += stride
    return np.array(result)
