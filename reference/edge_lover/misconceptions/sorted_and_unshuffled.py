"""The collection is sorted by style, and nothing shuffles it."""

QUESTION = "make_data"
HINT = "Your collection is sorted by style. Bring the styles into random order before you paint."


# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    vertical = np.arange(n) < n // 2
    images = np.array([draw_bars(random_bars(rng), is_vertical) for is_vertical in vertical])
    labels = np.stack([vertical, ~vertical], axis=1).astype(float)
    return images, labels


# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=epochs, batch_size=32, shuffle=False, verbose=0
    )
    return history.history
