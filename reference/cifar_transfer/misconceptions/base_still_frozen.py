"""The last layers are set free, but the base around them is still frozen."""

QUESTION = "fine_tune"
HINT = (
    "Nothing in your base learns: while `base.trainable` is False, its layers are frozen whatever they say. "
    "Set it to True first, then freeze the earlier layers."
)


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = False
    for layer in base.layers[-last:]:
        layer.trainable = False
    model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
