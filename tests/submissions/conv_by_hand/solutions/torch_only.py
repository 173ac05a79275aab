"""torch tensors only, in float64; results are tensors."""

# %% output_size
def output_size(n, f, stride=1, padding=0):
    return torch.div(torch.tensor(n + 2 * padding - f), stride, rounding_mode="floor").item() + 1


# %% same_padding
def same_padding(f):
    if f % 2 != 1:
        raise ValueError
    return f // 2


# %% conv2d
import torch.nn.functional as F


def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    image = torch.as_tensor(image, dtype=torch.float64)
    kernel = torch.as_tensor(kernel, dtype=torch.float64)
    kh, kw = kernel.shape
    if padding == "same":
        ph, pw = kh // 2, kw // 2
    elif padding == "valid":
        ph = pw = 0
    else:
        ph = pw = padding
    padded = F.pad(image, (pw, pw, ph, ph))
    windows = padded.unfold(0, kh, stride).unfold(1, kw, stride)
    return (windows * kernel).sum(dim=(2, 3)).add(bias)


# %% edge_strength
def edge_strength(image):
    sobel = torch.tensor([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
    return torch.hypot(conv2d(image, sobel), conv2d(image, sobel.t()))


# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    image, filters, biases = (torch.tensor(values, dtype=torch.float64) for values in (image, filters, biases))
    k, c, kh, kw = filters.shape
    windows = image.unfold(1, kh, 1).unfold(2, kw, 1).permute(1, 2, 0, 3, 4)
    rows, columns = windows.shape[:2]
    flat = windows.reshape(rows * columns, c * kh * kw) @ filters.reshape(k, -1).t() + biases
    return flat.t().reshape(k, rows, columns)


# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    layer = torch.nn.Conv2d(channels, filters, (kernel_height, kernel_width))
    return sum(weight.numel() for weight in layer.parameters())


# %% max_pool
def max_pool(image, size=2, stride=None):
    stride = stride if stride is not None else size
    windows = torch.as_tensor(image).unfold(0, size, stride).unfold(1, size, stride)
    return windows.amax(dim=(2, 3))


# %% receptive_field
def receptive_field(layers):
    last = torch.zeros(400, dtype=torch.bool)
    last[0] = True
    for size, stride in reversed(layers):
        below = torch.zeros_like(last)
        for place in torch.nonzero(last).flatten().tolist():
            below[place * stride : place * stride + size] = True
        last = below
    return int(last.nonzero().max()) + 1
