"""The output layer has an exponential activation, and the link takes the exponential once more."""

QUESTION = "build_model"
HINT = "Your outputs go through exp already in the network, and the link does it again. Leave out the activation."


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in hidden:
        values = keras.layers.Dense(units, activation="tanh")(values)
    outputs = keras.layers.Dense(2, activation="exponential")(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss=gaussian_nll)
    return model
