"""The first layers of the base are set free instead of the last ones."""

QUESTION = "fine_tune"
HINT = (
    "You set the first layers of the base free. They see edges and colours, which every task needs: leave "
    "them, and adapt the last ones."
)


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    for layer in base.layers[last:]:
        layer.trainable = False
    model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
