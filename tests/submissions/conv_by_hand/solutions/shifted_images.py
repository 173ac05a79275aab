"""float32: one shifted copy of the image for each weight of the kernel, added up."""

# %% output_size
import math


def output_size(n, f, stride=1, padding=0):
    return math.floor((n - f + 2 * padding) / stride + 1)


# %% same_padding
def same_padding(f):
    p = (f - 1) / 2
    if p != int(p):
        raise ValueError("the kernel has no centre")
    return int(p)


# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    image = np.array(image, dtype=np.float32)
    kernel = np.array(kernel, dtype=np.float32)
    if padding == "valid":
        padding = 0
    if padding == "same":
        padding_h = same_padding(kernel.shape[0])
        padding_w = same_padding(kernel.shape[1])
    else:
        padding_h = padding_w = padding
    zeros = np.zeros((padding_h, image.shape[1]), dtype=np.float32)
    image = np.vstack([zeros, image, zeros])
    zeros = np.zeros((image.shape[0], padding_w), dtype=np.float32)
    image = np.hstack([zeros, image, zeros])
    rows = image.shape[0] - kernel.shape[0] + 1
    cols = image.shape[1] - kernel.shape[1] + 1
    result = np.full((rows, cols), bias, dtype=np.float32)
    for (a, b), weight in np.ndenumerate(kernel):
        result += weight * image[a : a + rows, b : b + cols]
    return result[::stride, ::stride]


# %% edge_strength
def edge_strength(image):
    s = np.array([1.0, 2.0, 1.0])
    d = np.array([[1.0, 0.0, -1.0]])
    gx = conv2d(conv2d(image, d), s[:, None])
    gy = conv2d(conv2d(image, d.T), s[None, :])
    return np.abs(gx + 1j * gy)


# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    return np.array(
        [sum(conv2d(x, w) for x, w in zip(image, kernels)) + np.float32(b) for kernels, b in zip(filters, biases)]
    )


# %% count_weights
count_weights = lambda filters, kernel_height, kernel_width, channels: filters * (1 + channels * kernel_height * kernel_width)


# %% max_pool
def max_pool(image, size=2, stride=None):
    stride = stride or size
    h, w = image.shape
    rows, cols = (h - size) // stride, (w - size) // stride
    shifted = [image[a : a + rows * stride + 1 : stride, b : b + cols * stride + 1 : stride] for a in range(size) for b in range(size)]
    return np.maximum.reduce(shifted).astype(np.float32)


# %% receptive_field
def receptive_field(layers):
    total = 1
    for index, (size, _) in enumerate(layers):
        total += (size - 1) * math.prod(stride for _, stride in layers[:index])
    return total
