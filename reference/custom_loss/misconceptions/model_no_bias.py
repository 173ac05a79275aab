"""The layers have no bias."""

QUESTION = "build_model"
HINT = "Your hidden layers have no bias. All curves of them are bound to the same place; leave out `use_bias=False`."


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in hidden:
        values = keras.layers.Dense(units, activation="tanh", use_bias=False)(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss=gaussian_nll)
    return model
