"""Forgets bias and stride in `conv2d`, and takes the mean for pooling."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 6.5,
    "edge_strength": 1,
    "conv2d_multi": 3,
    "count_weights": 1,
    "max_pool": 1,
    "receptive_field": 2,
}

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    kernel_h = kernel.shape[0]
    kernel_w = kernel.shape[1]
    if padding == 'same':
        image = np.pad(image, ((same_padding(kernel_h),) * 2, (same_padding(kernel_w),) * 2))
    elif padding != 'valid':
        image = np.pad(image, padding)
    out_h = image.shape[0] - kernel_h + 1
    out_w = image.shape[1] - kernel_w + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            for a in range(kernel_h):
                for b in range(kernel_w):
                    out[i, j] += image[i + a, j + b] * kernel[a, b]
    return out

# %% max_pool
def max_pool(image, size=2, stride=None):
    if stride is None:
        stride = size
    out_h = (image.shape[0] - size) // stride + 1
    out_w = (image.shape[1] - size) // stride + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            out[i, j] = np.mean(image[i * stride:i * stride + size, j * stride:j * stride + size])
    return out

# %% [markdown] observe_edges
# I observe edges.
