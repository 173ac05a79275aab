"""The labels are exchanged: [0, 1] for vertical bars."""

QUESTION = "make_data"
HINT = "Your labels are exchanged: pictures with vertical bars must get [1, 0]."


# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    vertical = rng.permutation(np.arange(n) < n // 2)
    images = np.array([draw_bars(random_bars(rng), is_vertical) for is_vertical in vertical])
    labels = np.stack([~vertical, vertical], axis=1).astype(float)
    return images, labels
