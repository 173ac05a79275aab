"""The optimizer is plain gradient descent."""

QUESTION = "build_model"
HINT = "Your optimizer is SGD. The task asks for Adam."


# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    inputs = keras.Input(shape=(1,))
    values = inputs
    for units in hidden:
        values = keras.layers.Dense(units, activation="tanh")(values)
    outputs = keras.layers.Dense(2)(values)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=learning_rate), loss=gaussian_nll)
    return model
