"""Turned the cell of `conv2d` into text by accident, and calls his pooling by another name."""

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

# %% [retype] conv2d

# %% max_pool
def maxpool(image, size=2, stride=None):
    if stride == None:
        stride = size
    rows = (image.shape[0] - size) // stride + 1
    cols = (image.shape[1] - size) // stride + 1
    out = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            out[r, c] = np.amax(image[r*stride:r*stride+size, c*stride:c*stride+size])
    return out
