"""The output size is not rounded down, and patch and kernel are multiplied as matrices."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 1,
    "same_padding": 1,
    "conv2d": 3.5,
    "edge_strength": 1,
    "conv2d_multi": 3,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% output_size
def output_size(n, f, stride=1, padding=0):
    return (n + 2*padding - f) / stride + 1

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    f1 = kernel.shape[0]
    f2 = kernel.shape[1]
    p1 = p2 = padding
    if padding == "same":
        p1 = same_padding(f1)
        p2 = same_padding(f2)
    if padding == "valid":
        p1 = p2 = 0
    img = np.pad(image, ((p1, p1), (p2, p2)))
    ys = range(0, img.shape[0] - f1 + 1, stride)
    xs = range(0, img.shape[1] - f2 + 1, stride)
    res = np.zeros((len(ys), len(xs)))
    for a, y in enumerate(ys):
        for b, x in enumerate(xs):
            window = img[y:y+f1, x:x+f2]
            res[a, b] = np.sum(np.dot(window, kernel)) + bias
    return res

# %% edge_strength
def edge_strength(image):
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    v = conv2d(image, sobel)
    h = conv2d(image, sobel.T)
    return (v**2 + h**2) ** 0.5
