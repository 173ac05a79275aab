"""Base not frozen: its weights change from the first step on."""

QUESTION = "build_transfer"
HINT = "A training step changes the weights of your base. Set `base.trainable = False` before you compile."


# %% build_transfer
def build_transfer(base, n_classes):
    base.trainable = True
    inputs = keras.Input(base.input_shape[1:])
    hidden = keras.layers.Dense(200, activation="relu")(base(inputs))
    model = keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(hidden))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
