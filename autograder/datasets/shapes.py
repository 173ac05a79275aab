"""A stand-in for CIFAR-10: drawn images of 32×32 in colour, one shape or texture per class.

Colours, place and size are drawn anew for each image, so that single pixels say little and a convolution says much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLASSES", "make"]

CLASSES = ("disk", "square", "triangle", "ring", "cross", "lines across", "lines down", "diagonal lines", "checkers", "dots")
_SEED = 2009
_SIDE = 32
_CHUNK = 500
_Field = NDArray[np.float64]


def make(train: int, test: int) -> Mapping[str, NDArray[np.uint8]]:
    """``train`` and ``test`` images (n, 32, 32, 3) with labels (n, 1), classes balanced."""
    rng = np.random.default_rng(_SEED)
    found: dict[str, NDArray[np.uint8]] = {}
    for name, count in (("train", train), ("test", test)):
        labels = (np.arange(count) % len(CLASSES)).astype(np.uint8)
        parts = [np.empty((0, _SIDE, _SIDE, 3), np.uint8)]
        parts += [_drawn(labels[start : start + _CHUNK], rng) for start in range(0, count, _CHUNK)]
        found[f"x_{name}"] = np.concatenate(parts)
        found[f"y_{name}"] = labels.reshape(-1, 1)
    return found


def _drawn(labels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Images (n, 32, 32, 3) of the given classes: a shape over a shaded background, both of random colours, with noise."""
    count = len(labels)
    masks = _masks(labels, rng)[..., None]
    back, front = rng.uniform(0, 1, size=(2, count, 1, 1, 3))
    contrast = np.abs(front - back).mean(axis=-1, keepdims=True)
    front = np.where(contrast < 0.25, (back + 0.5) % 1.0, front)
    down, right = np.mgrid[:_SIDE, :_SIDE] / (_SIDE - 1) - 0.5
    tilt = rng.uniform(-0.4, 0.4, size=(2, count, 1, 1, 1))
    shade = tilt[0] * down[..., None] + tilt[1] * right[..., None]
    image = back * (1 - masks) + front * masks + shade + rng.normal(0, 0.06, size=(count, _SIDE, _SIDE, 3))
    drawn: NDArray[np.uint8] = (np.clip(image, 0, 1) * 255).astype(np.uint8)
    return drawn


def _masks(labels: NDArray[np.uint8], rng: np.random.Generator) -> _Field:
    """How much of each pixel the shape covers, 0 or 1, shape (n, 32, 32)."""
    masks = np.empty((len(labels), _SIDE, _SIDE))
    down, right = np.mgrid[:_SIDE, :_SIDE].astype(float)
    for place, label in enumerate(labels):
        y, x = rng.uniform(10, 21, size=2)
        radius, wave = rng.uniform(5.5, 10), rng.uniform(4, 9)
        masks[place] = _covers(CLASSES[label], down - y, right - x, radius, wave)
    return masks


def _covers(name: str, v: _Field, u: _Field, radius: float, wave: float) -> NDArray[np.bool_]:
    """Which pixels class ``name`` covers; ``v``, ``u``: pixels below and right of the centre; ``wave``: a texture's period."""
    distance = np.hypot(u, v)
    half = wave / 2
    covered: dict[str, Callable[[], NDArray[np.bool_]]] = {
        "disk": lambda: distance < radius,
        "square": lambda: np.maximum(abs(u), abs(v)) < radius * 0.9,
        "triangle": lambda: (v < radius * 0.8) & (abs(u) * 1.6 < v + radius),
        "ring": lambda: abs(distance - radius) < radius * 0.25,
        "cross": lambda: (np.minimum(abs(u), abs(v)) < radius * 0.28) & (np.maximum(abs(u), abs(v)) < radius),
        "lines across": lambda: v % wave < half,
        "lines down": lambda: u % wave < half,
        "diagonal lines": lambda: (u + v) / np.sqrt(2) % wave < half,
        "checkers": lambda: (u % wave < half) ^ (v % wave < half),
        "dots": lambda: np.hypot(u % wave - half, v % wave - half) < wave * 0.3,
    }
    return covered[name]()
