"""No input layer, scores with a loss for scores, the History object instead of its dictionary, flat designed weights."""

EXPECTED = {
    "draw_bars": 2,
    "make_data": 3,
    "make_sets": 2,
    "build_model": 7,
    "count_weights": 0,
    "loss_component": 1,
    "train": 2,
    "activation_map": 2,
    "lover_weights": 0,
}

# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    images = [draw_bars(random_bars(rng), i % 2 == 0) for i in range(n)]
    labels = [[1, 0] if i % 2 == 0 else [0, 1] for i in range(n)]
    return np.array(images), np.array(labels)

# %% build_model
def build_model(kernels=1):
    model = keras.Sequential([
        layers.Conv2D(kernels, 5, padding="same"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(2),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    return model

# %% count_weights
weights_one_kernel = 5 * 5 + 1 + 2
weights_two_kernels = 2 * (5 * 5 + 1) + 4

# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    history = model.fit(x_train, y_train, batch_size=32, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return history

# %% activation_map
def activation_map(image, kernel, bias=0.0):
    out = np.zeros((image.shape[0] - 4, image.shape[1] - 4))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i:i+5, j:j+5] * kernel).sum() + bias
    return out

# %% lover_weights
def lover_weights():
    kernel = np.zeros((5, 5))
    kernel[:, 2] = 1
    return [kernel, -4.5, np.array([4, -4]), np.zeros(2)]
