"""Fine-tuning with the usual learning rate."""

QUESTION = "fine_tune"
HINT = "Your learning rate is too large: the pretrained weights would be overwritten instead of corrected. Use"


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    for layer in base.layers[:-last]:
        layer.trainable = False
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
