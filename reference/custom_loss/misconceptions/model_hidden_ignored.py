"""The argument hidden is ignored: there is always one hidden layer of 10 units."""

QUESTION = "build_model"
HINT = "Your model has one hidden layer of 10 units for every `hidden`. Loop over `hidden`, and add a layer for each number."


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in (10,):
        values = keras.layers.Dense(units, activation="tanh")(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss=gaussian_nll)
    return model
