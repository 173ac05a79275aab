"""Validates on training pictures, trains with one large batch, takes log10, and trains by plain gradient descent."""

EXPECTED = {
    "draw_bars": 2,
    "make_data": 4,
    "make_sets": 1,
    "build_model": 7.5,
    "count_weights": 1,
    "loss_component": 0,
    "train": 2,
    "activation_map": 3,
    "lover_weights": 2,
}

# %% make_sets
def make_sets(n_train, n_val, seed):
    x, y = make_data(n_train, seed)
    x = x / 255.
    return x, y, x[-n_val:], y[-n_val:]

# %% build_model
def build_model(kernels=1):
    model = keras.Sequential([
        keras.Input((SIZE, SIZE, 1)),
        layers.Conv2D(kernels, (5, 5), padding="same"),
        layers.MaxPooling2D((SIZE, SIZE)),
        layers.Flatten(),
        layers.Dense(2, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="categorical_crossentropy", metrics=["accuracy"])
    return model

# %% loss_component
def loss_component(probabilities, label):
    return -(label * np.log10(probabilities)).sum()

# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    return model.fit(x_train, y_train, batch_size=1024, epochs=epochs, validation_data=(x_val, y_val), verbose=0).history
