"""Everything is frozen, the new head too."""

QUESTION = "build_transfer"
HINT = "In your model nothing can learn, the new head neither. Freeze the base, not the whole model."


# %% build_transfer
def build_transfer(base, n_classes):
    inputs = keras.Input(base.input_shape[1:])
    hidden = keras.layers.Dense(200, activation="relu")(base(inputs))
    model = keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(hidden))
    for layer in model.layers:
        layer.trainable = False
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
