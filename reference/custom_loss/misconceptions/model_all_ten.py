"""All hidden layers have 10 units."""

QUESTION = "build_model"
HINT = "Your hidden layers are as many as asked for, but all have 10 units. Use the number from `hidden`."


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for _units in hidden:
        values = keras.layers.Dense(10, activation="tanh")(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss=gaussian_nll)
    return model
