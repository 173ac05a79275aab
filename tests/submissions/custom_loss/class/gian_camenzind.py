"""Mean squared error for the model, one output; the test of the validation data forgotten; a syntax error in the softmax."""

EXPECTED = {
    "by_hand_likelihood": 3,
    "binary_nll": 2,
    "softmax": 0,
    "categorical_nll": 2,
    "output_to_gaussian": 2,
    "gaussian_nll": 6,
    "gaussian_gradient": 2,
    "constant_sd": 2,
    "build_model": 2,
    "train": 2,
    "deeper": 1,
    "predict_band": 2,
}

# %% softmax
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True)
    return e / e.sum(axis=1, keepdims=True)

# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    model = keras.Sequential()
    model.add(keras.Input(shape=(1,)))
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="tanh"))
    model.add(keras.layers.Dense(1))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
    return model

# %% train
def train(model, epochs):
    h = model.fit(x_train, y_train, epochs=epochs, batch_size=32, verbose=0)
    return h.history
