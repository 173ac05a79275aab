"""Exchanges the labels, and puts a ReLU behind the convolution; the designed weights follow her labels."""

EXPECTED = {
    "draw_bars": 2,
    "make_data": 2.5,
    "make_sets": 2,
    "build_model": 7,
    "count_weights": 1,
    "loss_component": 1,
    "train": 3,
    "activation_map": 3,
    "lover_weights": 0,
}

# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    kind = np.array([0, 1] * (n // 2))          # 0 = horizontal, 1 = vertical
    kind = kind[rng.permutation(n)]
    images = np.zeros((n, 50, 50, 1))
    for i, k in enumerate(kind):
        images[i] = draw_bars(random_bars(rng), bool(k))
    labels = keras.utils.to_categorical(kind, 2)
    return images, labels

# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(name="lover")
    model.add(layers.Input(shape=(50, 50, 1)))
    model.add(layers.Conv2D(kernels, (5, 5), activation="relu", padding="same"))
    model.add(layers.MaxPooling2D((50, 50)))
    model.add(layers.Flatten())
    model.add(layers.Dense(2, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(1e-2), metrics=["accuracy"])
    return model

# %% lover_weights
def lover_weights():
    k = np.zeros((5, 5, 1, 1))
    k[:, 2] = 1
    return [k, np.array([-4.5]), np.array([[-4., 4.]]), np.zeros(2)]
