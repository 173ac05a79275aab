"""Sigmoid instead of softmax: the probabilities do not sum to 1."""

QUESTION = "build_head"
HINT = (
    "Your output layer has a sigmoid, so that the probabilities of the classes do not sum to 1. An image has "
    "exactly one class: use softmax."
)


# %% build_head
def build_head(n_features, n_classes):
    model = keras.Sequential(
        [
            keras.Input((n_features,)),
            keras.layers.Dense(200, activation="relu"),
            keras.layers.Dense(200, activation="relu"),
            keras.layers.Dense(n_classes, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
