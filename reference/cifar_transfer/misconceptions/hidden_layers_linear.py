"""Hidden layers without an activation."""

QUESTION = "build_head"
HINT = "Your hidden layers have no activation: three linear layers in a row are no more than one. Give them ReLU."


# %% build_head
def build_head(n_features, n_classes):
    model = keras.Sequential(
        [
            keras.Input((n_features,)),
            keras.layers.Dense(200),
            keras.layers.Dense(200),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
