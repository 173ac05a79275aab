"""Reference for conv_by_hand: the same functions as in the notebook, computed in another way.

Convolution here is what deep learning libraries mean by it: cross-correlation, ``z = b + sum_i x_i w_i`` with shared weights
(ZHAW, CNN ingredient I; TU Wien, "What is a convolution?"). All functions take array-likes of numbers and compute in float64.
"""

from numbers import Integral

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

LECTURE_IMAGE = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])
LECTURE_KERNEL = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]])
DIAGONAL_IMAGE = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
DIAGONAL_KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
EDGE_IMAGE = np.array(
    [[3, 0, 1, 2, 7, 4], [1, 5, 8, 9, 3, 1], [2, 7, 2, 5, 1, 3], [0, 1, 3, 1, 7, 8], [4, 2, 1, 6, 2, 8], [2, 4, 5, 2, 3, 9]]
)
EDGE_KERNEL = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


def output_size(n, f, stride=1, padding=0):
    """Number of places of a window in a row: floor((n + 2p - f) / s) + 1 (TU Wien, "Convolutions: Stride").

    Args:
        n: pixels of the row, int ≥ 1.
        f: pixels of the window, int from 1 to ``n + 2 * padding``.
        stride: step of the window in pixels, int ≥ 1.
        padding: zeros at each of the two ends, int ≥ 0.

    Returns:
        int ≥ 1.
    """
    return len(range(0, n + 2 * padding - f + 1, stride))


def same_padding(f):
    """Zeros at each end that keep the size for a window of ``f`` pixels and stride 1: (f - 1) / 2 (TU Wien, "Padding").

    Returns:
        int ≥ 0.

    Raises:
        ValueError: ``f`` is even, so that there is no central pixel.
    """
    pixels_beside_centre = f - 1
    if pixels_beside_centre % 2:
        raise ValueError(f"f={f} is even")
    return pixels_beside_centre // 2


def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    """Cross-correlation of one image with one kernel.

    Args:
        image: shape (height, width).
        kernel: shape (kernel height, kernel width), any two sizes that fit into the padded image.
        bias: number, added to each value.
        stride: step in both directions, int ≥ 1.
        padding: rows and columns of zeros on each side: int ≥ 0, "valid" (0), or "same" ((f - 1) / 2 for each axis).

    Returns:
        float64 array of shape (``output_size`` of the heights, ``output_size`` of the widths).

    Raises:
        ValueError: "same" with a kernel of even height or width.
    """
    kernel = np.asarray(kernel, dtype=np.float64)
    if padding == "same":
        frame = [(same_padding(f),) * 2 for f in kernel.shape]
    else:
        frame = [(padding if isinstance(padding, Integral) else 0,) * 2] * 2
    padded = np.pad(np.asarray(image, dtype=np.float64), frame)
    windows = sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.einsum("ijab,ab->ij", windows, kernel) + bias


def edge_strength(image):
    """Length of the vector of the two Sobel responses, without padding (ZHAW, "Example of designed kernel").

    Args:
        image: shape (height, width), both ≥ 3.

    Returns:
        float64 array ≥ 0 of shape (height - 2, width - 2).
    """
    return np.hypot(conv2d(image, SOBEL.copy()), conv2d(image, SOBEL.T.copy()))


def conv2d_multi(image, filters, biases):
    """A convolutional layer with stride 1 and no padding (ZHAW, "Convolution layer with a 3-channel input and 6 kernels").

    Args:
        image: shape (channels, height, width).
        filters: shape (filters, channels, kernel height, kernel width).
        biases: shape (filters,).

    Returns:
        float64 array of shape (filters, height - kernel height + 1, width - kernel width + 1).
    """
    image, filters, biases = (np.asarray(values, dtype=np.float64) for values in (image, filters, biases))
    windows = sliding_window_view(image, filters.shape[2:], axis=(1, 2))
    return np.einsum("cijab,kcab->kij", windows, filters) + biases[:, None, None]


def count_weights(filters, kernel_height, kernel_width, channels):
    """Trainable weights of a convolutional layer: 6 filters of 5×5 on 3 channels have 456 (ZHAW, "Number of weights").

    Returns:
        int: each filter has kernel height × kernel width × channels weights and one bias.
    """
    return int(np.prod((filters, kernel_height, kernel_width, channels))) + filters


def max_pool(image, size=2, stride=None):
    """Largest value of each window (ZHAW, CNN ingredient II); rows and columns that fill no window are left out.

    Args:
        image: shape (height, width).
        size: side of the square window, int from 1 to the smaller side of the image.
        stride: step in both directions, int ≥ 1; None means ``size``.

    Returns:
        float64 array of shape (``output_size(height, size, stride)``, ``output_size(width, size, stride)``).
    """
    step = stride or size
    windows = sliding_window_view(np.asarray(image, dtype=np.float64), (size, size))
    return windows[::step, ::step].max(axis=(2, 3))


def receptive_field(layers):
    """Pixels of the input, along one axis, that have an influence on a neuron of the last layer (ZHAW, "The receptive field").

    Computed from the last layer down: a range of m neighbours needs (m - 1) * stride + kernel size values of the layer below.

    Args:
        layers: list of pairs (kernel size, stride), first layer first, ints ≥ 1.

    Returns:
        int ≥ 1; for two layers (3, 1) it is 5, for three 7.
    """
    seen = 1
    for size, stride in reversed(layers):
        seen = (seen - 1) * stride + size
    return seen


_WINDOW_TOP, _WINDOW_LEFT = 1, 0  # of the window in the notebook's first picture

step_map_shape = tuple(output_size(n, f) for n, f in zip(LECTURE_IMAGE.shape, LECTURE_KERNEL.shape, strict=True))
step_position = (_WINDOW_TOP, _WINDOW_LEFT)
step_value = conv2d(LECTURE_IMAGE, LECTURE_KERNEL)[step_position]
lecture_map = conv2d(DIAGONAL_IMAGE, DIAGONAL_KERNEL)
edge_first_row = conv2d(EDGE_IMAGE, EDGE_KERNEL)[0]
edge_top_right = conv2d(EDGE_IMAGE, EDGE_KERNEL, padding="same")[0, -1]
