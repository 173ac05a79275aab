"""A style of his own, with classes and type hints; the receptive field is added up instead of grown."""

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
    "receptive_field": 1,
}

# %% conv2d
from __future__ import annotations

from dataclasses import dataclass


@dataclass
class _Window:
    height: int
    width: int
    stride: int

    def places(self, image: np.ndarray):
        for top in range(0, image.shape[0] - self.height + 1, self.stride):
            yield [
                image[top : top + self.height, left : left + self.width]
                for left in range(0, image.shape[1] - self.width + 1, self.stride)
            ]


def conv2d(image, kernel, bias: float = 0.0, stride: int = 1, padding: int | str = 0) -> np.ndarray:
    image, kernel = np.asarray(image), np.asarray(kernel)
    frame = {"valid": (0, 0), "same": tuple((n - 1) // 2 for n in kernel.shape)}.get(padding, (padding, padding))
    window = _Window(*kernel.shape, stride)
    padded = np.pad(image, tuple((p, p) for p in frame))
    return np.array([[bias + np.einsum("ij,ij", patch, kernel) for patch in row] for row in window.places(padded)])

# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    return np.array([sum(map(conv2d, image, kernels)) + bias for kernels, bias in zip(filters, biases)])

# %% receptive_field
def receptive_field(layers):
    total, jump = 0, 1
    for size, stride in layers:
        total += size * jump
        jump *= stride
    return total
