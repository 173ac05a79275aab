"""numpy with strided views and einsum, type hints, no loops over places."""

# %% by_hand_step
step_map_shape = np.array([3, 3])
step_position = np.array([1, 0])
step_value = int((LECTURE_IMAGE[1:4, 0:3] * LECTURE_KERNEL).sum())

# %% by_hand_map
lecture_map = np.array([[4, 3, 4], [2, 4, 3], [2, 3, 4]], dtype=np.float32)

# %% by_hand_edge
edge_first_row = [-5.0, -4.0, 0.0, 8.0]
edge_top_right = 10.0


# %% output_size
def output_size(n: int, f: int, stride: int = 1, padding: int = 0) -> int:
    return int(np.floor((n + 2 * padding - f) / stride)) + 1


# %% same_padding
def same_padding(f: int) -> int:
    half, rest = divmod(f - 1, 2)
    if rest:
        raise ValueError(f"{f} is even")
    return half


# %% conv2d
def _windows(image: np.ndarray, size: tuple[int, int], stride: int) -> np.ndarray:
    from numpy.lib.stride_tricks import as_strided

    rows = (image.shape[0] - size[0]) // stride + 1
    columns = (image.shape[1] - size[1]) // stride + 1
    down, right = image.strides
    return as_strided(image, (rows, columns, *size), (down * stride, right * stride, down, right))


def conv2d(
    image: np.ndarray, kernel: np.ndarray, bias: float = 0.0, stride: int = 1, padding: int | str = 0
) -> np.ndarray:
    match padding:
        case "valid":
            frame = (0, 0)
        case "same":
            frame = tuple(same_padding(f) for f in kernel.shape)
        case int(p):
            frame = (p, p)
    padded = np.zeros([n + 2 * p for n, p in zip(image.shape, frame)])
    padded[frame[0] : frame[0] + image.shape[0], frame[1] : frame[1] + image.shape[1]] = image
    return np.einsum("ijab,ab->ij", _windows(padded, kernel.shape, stride), kernel) + bias


# a quick look, as one does
print(conv2d(LECTURE_IMAGE, LECTURE_KERNEL))
assert np.allclose(
    conv2d(LECTURE_IMAGE, LECTURE_KERNEL),
    torch.nn.functional.conv2d(torch.tensor(LECTURE_IMAGE)[None, None], torch.tensor(LECTURE_KERNEL)[None, None])[0, 0],
)


# %% edge_strength
def edge_strength(image: np.ndarray) -> np.ndarray:
    sobel = np.outer([1, 2, 1], [1, 0, -1])
    return np.linalg.norm([conv2d(image, sobel), conv2d(image, sobel.T)], axis=0)


# %% conv2d_multi
def conv2d_multi(image: np.ndarray, filters: np.ndarray, biases: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, filters.shape[2:], axis=(1, 2))
    return np.tensordot(filters, windows, axes=([1, 2, 3], [0, 3, 4])) + np.reshape(biases, (-1, 1, 1))


# %% count_weights
def count_weights(filters: int, kernel_height: int, kernel_width: int, channels: int) -> int:
    return np.prod([filters, kernel_height, kernel_width, channels]) + filters


# %% max_pool
def max_pool(image: np.ndarray, size: int = 2, stride: int | None = None) -> np.ndarray:
    step = stride or size
    return np.lib.stride_tricks.sliding_window_view(image, (size, size))[::step, ::step].max(axis=(-2, -1))


# %% receptive_field
def receptive_field(layers: list[tuple[int, int]]) -> int:
    sizes, strides = np.array(layers).T
    distances = np.cumprod([1, *strides[:-1]])
    return 1 + int(np.sum((sizes - 1) * distances))
