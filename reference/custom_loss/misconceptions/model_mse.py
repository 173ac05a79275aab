"""The model is compiled with the mean squared error."""

QUESTION = "build_model"
HINT = (
    "Your model is compiled with the mean squared error, which wants both outputs to be y. Use your own loss: "
    "`loss=gaussian_nll`."
)


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in hidden:
        values = keras.layers.Dense(units, activation="tanh")(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
    return model
