"""The hidden layers have no activation: the whole network is a straight line."""

QUESTION = "build_model"
HINT = 'Your hidden layers have no activation, so the network can only draw straight lines. Add `activation="tanh"`.'


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in hidden:
        values = keras.layers.Dense(units, activation=None)(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss=gaussian_nll)
    return model
