"""All layers of the base are set free."""

QUESTION = "fine_tune"
HINT = "All layers of your base learn. After `base.trainable = True` freeze all but the last ones again."


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
