"""Softmax before Dense: the last layer gives plain numbers."""

QUESTION = "build_head"
HINT = (
    "Your softmax stands before the last Dense layer, so the output is no probability. It must be the very "
    "last thing that happens."
)


# %% build_head
def build_head(n_features, n_classes):
    model = keras.Sequential(
        [
            keras.Input((n_features,)),
            keras.layers.Dense(200, activation="relu"),
            keras.layers.Dense(200, activation="softmax"),
            keras.layers.Dense(n_classes),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
