"""All right, but she moved cells around: the sizes after the convolution, pooling to the top."""

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

# %% [move-after] try_conv2d output_size

# %% [move-after] output_size same_padding

# %% [move-after] try_by_hand_edge max_pool

# %% same_padding
def same_padding(f):
    if f % 2 == 0:
        raise ValueError("f has to be odd")
    return f // 2

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    (h, w), (a, b) = np.shape(image), np.shape(kernel)
    if padding == "same":
        pads = same_padding(a), same_padding(b)
    else:
        pads = (0, 0) if padding == "valid" else (padding, padding)
    big = np.zeros((h + 2 * pads[0], w + 2 * pads[1]))
    big[pads[0]:h + pads[0], pads[1]:w + pads[1]] = image
    shape = output_size(h, a, stride, pads[0]), output_size(w, b, stride, pads[1])
    result = np.full(shape, bias, dtype=float)
    for i, j in np.ndindex(*shape):
        result[i, j] += (big[i * stride:i * stride + a, j * stride:j * stride + b] * kernel).sum()
    return result
