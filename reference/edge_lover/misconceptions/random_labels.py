"""The labels have nothing to do with the pictures."""

QUESTION = "make_data"
HINT = "Your labels do not belong to your pictures. Whatever you shuffle, pictures and labels must go together."


# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    vertical = rng.permutation(np.arange(n) < n // 2)
    images = np.array([draw_bars(random_bars(rng), is_vertical) for is_vertical in vertical])
    labels = np.eye(2)[rng.permutation(np.arange(n) % 2)]
    return images, labels
