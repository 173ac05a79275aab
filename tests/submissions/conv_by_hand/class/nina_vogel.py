"""All right, but she prints each step, and a table that is much too long."""

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

# %% output_size
def output_size(n, f, stride=1, padding=0):
    result = (n + 2 * padding - f) // stride + 1
    print("output_size", n, f, stride, padding, "->", result)
    return result

for n in range(1, 40000):
    output_size(n, 1, padding=3)

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    if padding == "same":
        pads = [same_padding(kernel.shape[0]), same_padding(kernel.shape[1])]
    elif padding == "valid":
        pads = [0, 0]
    else:
        pads = [padding, padding]
    padded = np.pad(image, [(pads[0], pads[0]), (pads[1], pads[1])])
    print("padded:", padded)
    out = np.zeros([output_size(image.shape[d], kernel.shape[d], stride, pads[d]) for d in (0, 1)])
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            window = padded[i * stride:i * stride + kernel.shape[0], j * stride:j * stride + kernel.shape[1]]
            out[i, j] = (window * kernel).sum() + bias
            print(i, j, window, out[i, j])
    return out
