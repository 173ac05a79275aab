"""The random numbers do not depend on the seed."""

QUESTION = "make_data"
HINT = "Your collection is another one in each call, whatever the seed. Hand `seed` to `np.random.default_rng`."


# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng()
    vertical = rng.permutation(np.arange(n) < n // 2)
    images = np.array([draw_bars(random_bars(rng), is_vertical) for is_vertical in vertical])
    labels = np.stack([vertical, ~vertical], axis=1).astype(float)
    return images, labels
