"""A coin is tossed for each picture, so that the styles are not exactly balanced."""

QUESTION = "make_data"
HINT = "You toss a coin for each picture. Exactly one half must be vertical: make n / 2 of each, then mix them."


# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    vertical = rng.random(n) < 0.5
    images = np.array([draw_bars(random_bars(rng), is_vertical) for is_vertical in vertical])
    labels = np.stack([vertical, ~vertical], axis=1).astype(float)
    return images, labels
