"""Takes all images and kernels for square, and builds the layer on that."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 3,
    "edge_strength": 0,
    "conv2d_multi": 0,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    f = len(kernel)
    if padding == "same":
        p = same_padding(f)
    elif padding == "valid":
        p = 0
    else:
        p = padding
    n = len(image)
    m = output_size(n, f, stride, p)
    padded = np.zeros((n + 2 * p, n + 2 * p))
    padded[p:n + p, p:n + p] = image
    result = np.zeros((m, m))
    for i in range(m):
        for j in range(m):
            result[i][j] = (padded[i*stride:i*stride + f, j*stride:j*stride + f] * kernel).sum() + bias
    return result

# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    channels = image.shape[0]
    maps = []
    for k in range(filters.shape[0]):
        m = conv2d(image[0], filters[k, 0], biases[k])
        for c in range(1, channels):
            m = m + conv2d(image[c], filters[k, c])
        maps.append(m)
    return np.array(maps)
