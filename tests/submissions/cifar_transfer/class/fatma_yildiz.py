"""Leaves the base trainable, fine-tunes with the usual learning rate, and exchanges two letters."""

EXPECTED = {
    "split": 3,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 3,
    "extract_features": 3,
    "predictions_from_features": 2,
    "scale": 3,
    "build_head": 3,
    "choose": 3,
    "build_transfer": 2,
    "fine_tune": 2,
    "with_mirror_images": 2,
    "strategy": 1,
}

# %% build_transfer
def build_transfer(base, n_classes):
    model = keras.Sequential([
        keras.Input(base.input_shape[1:]),
        base,
        keras.layers.Dense(200, activation="relu"),
        keras.layers.Dense(n_classes, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model

# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    for l in base.layers[:len(base.layers) - last]:
        l.trainable = False
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model

# %% strategy
little_similar, little_different, lots_similar, lots_different = "d", "b", "a", "c"
