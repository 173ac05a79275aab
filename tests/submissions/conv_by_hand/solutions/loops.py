"""Plain Python: nested lists and four nested loops, no arrays until the end."""

# %% by_hand_step
step_map_shape = [3, 3]
step_position = [1, 0]
step_value = 0 * 0 + 0 * 1 + 1 * 2 + 3 * 2 + 1 * 2 + 2 * 0 + 2 * 0 + 0 * 1 + 0 * 2


# %% by_hand_map
lecture_map = (
    (4, 3, 4),
    (2, 4, 3),
    (2, 3, 4),
)


# %% by_hand_edge
edge_first_row = (6 - 11, 10 - 14, 12 - 12, 16 - 8)
edge_top_right = 0 + 7 + 3


# %% output_size
def output_size(n, f, stride=1, padding=0):
    places = 0
    start = -padding
    while start + f <= n + padding:
        places += 1
        start += stride
    return places


# %% same_padding
def same_padding(f):
    for p in range(f):
        if output_size(100, f, padding=p) == 100:
            return p
    raise ValueError("even")


# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    height, width = len(image), len(image[0])
    kh, kw = len(kernel), len(kernel[0])
    if padding == "valid":
        up = left = 0
    elif padding == "same":
        up, left = same_padding(kh), same_padding(kw)
    else:
        up = left = padding

    def pixel(i, j):
        if 0 <= i < height and 0 <= j < width:
            return float(image[i][j])
        return 0.0

    rows = []
    for i in range(output_size(height, kh, stride, up)):
        row = []
        for j in range(output_size(width, kw, stride, left)):
            z = bias
            for a in range(kh):
                for b in range(kw):
                    z += pixel(i * stride + a - up, j * stride + b - left) * float(kernel[a][b])
            row.append(z)
        rows.append(row)
    return rows


# %% edge_strength
def edge_strength(image):
    v = conv2d(image, [[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    h = conv2d(image, [[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    return [[(x * x + y * y) ** 0.5 for x, y in zip(one, other)] for one, other in zip(v, h)]


# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    maps = []
    for one_filter, bias in zip(filters, biases):
        total = None
        for channel, kernel in zip(image, one_filter):
            part = np.array(conv2d(channel, kernel))
            total = part if total is None else total + part
        maps.append(total + bias)
    return np.array(maps)


# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    count = 0
    for _ in range(filters):
        count += kernel_height * kernel_width * channels
        count += 1
    return count


# %% max_pool
def max_pool(image, size=2, stride=None):
    if stride is None:
        stride = size
    pooled = []
    for i in range(output_size(len(image), size, stride)):
        pooled.append([])
        for j in range(output_size(len(image[0]), size, stride)):
            best = -float("inf")
            for a in range(size):
                for b in range(size):
                    best = max(best, float(image[i * stride + a][j * stride + b]))
            pooled[-1].append(best)
    return pooled


# %% receptive_field
def receptive_field(layers):
    if not layers:
        return 1
    (size, stride), *rest = layers
    return size + stride * (receptive_field(rest) - 1)
