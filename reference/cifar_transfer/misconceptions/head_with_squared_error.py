"""Mean squared error as the loss of a classifier."""

QUESTION = "build_head"
HINT = "Your loss is the mean squared error. For probabilities of classes use the cross-entropy: the negative"


# %% build_head
def build_head(n_features, n_classes):
    model = keras.Sequential(
        [
            keras.Input((n_features,)),
            keras.layers.Dense(200, activation="relu"),
            keras.layers.Dense(200, activation="relu"),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
    return model
