"""True convolution: flips the kernel, as in the mathematics lecture. Everything else is right."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 4,
    "edge_strength": 1,
    "conv2d_multi": 3,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    # a convolution flips the kernel in both directions
    flipped = np.flip(kernel)
    kh, kw = flipped.shape
    if padding == "valid":
        pad_h, pad_w = 0, 0
    elif padding == "same":
        pad_h, pad_w = same_padding(kh), same_padding(kw)
    else:
        pad_h, pad_w = padding, padding
    h, w = image.shape
    padded = np.zeros((h + 2 * pad_h, w + 2 * pad_w))
    padded[pad_h:pad_h + h, pad_w:pad_w + w] = image
    out_h = output_size(h, kh, stride, pad_h)
    out_w = output_size(w, kw, stride, pad_w)
    out = np.zeros((out_h, out_w))
    for y in range(out_h):
        for x in range(out_w):
            out[y, x] = bias + (padded[y * stride:y * stride + kh, x * stride:x * stride + kw] * flipped).sum()
    return out

# %% [markdown] explain_padding
# A corner pixel is used once without padding and four times with it, a middle pixel always 9 times. The value in the
# corner is large because of the black frame, so the filter sees an edge that is not there.

# %% [markdown] observe_edges
# Vertical lines light up. Left and right have different signs. The combination has everything.

# %% [markdown] small_kernels
# 27 weights instead of 49, same receptive field of 7, and more nonlinearity.
