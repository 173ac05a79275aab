"""Reference for stripes: hidden images of the kind the notebook trains on, with the numbers of their directions."""

import numpy as np


def make_images(count, noise, rng):
    """Noisy stripes across (0), down (1) and along the two diagonals (2, 3).

    Args:
        count: number of images.
        noise: standard deviation of the noise; the stripes themselves are 0 and 1.
        rng: numpy Generator.

    Returns:
        float32 array (count, 8, 8, 1) and int array (count,).
    """
    labels = rng.integers(4, size=count)
    rows, columns = np.mgrid[:8, :8]
    across = np.stack([rows, columns, rows + columns, rows - columns])[labels]
    images = (across + rng.integers(4, size=(count, 1, 1))) % 4 < 2
    return (images + noise * rng.normal(size=images.shape))[..., None].astype("float32"), labels
