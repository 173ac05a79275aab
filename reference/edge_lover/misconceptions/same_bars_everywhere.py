"""All pictures of a style show the same ten bars."""

QUESTION = "make_data"
HINT = "Your pictures all show the same bars. Call `random_bars(rng)` anew for each picture."


# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    vertical = rng.permutation(np.arange(n) < n // 2)
    bars = random_bars(rng)
    images = np.array([draw_bars(bars, is_vertical) for is_vertical in vertical])
    labels = np.stack([vertical, ~vertical], axis=1).astype(float)
    return images, labels
