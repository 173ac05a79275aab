"""The learning rate is ignored: Adam has its default."""

QUESTION = "build_model"
HINT = (
    "Your optimizer has the default learning rate. Write `keras.optimizers.Adam(learning_rate=learning_rate)` instead of "
    '"adam".'
)


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in hidden:
        values = keras.layers.Dense(units, activation="tanh")(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss=gaussian_nll)
    return model
