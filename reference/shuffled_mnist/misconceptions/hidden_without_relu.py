"""The hidden layers have no activation function."""

QUESTION = "build_fcnn"
HINT = "Your hidden layers have no ReLU. Without it, several layers can do no more than a single one."


# %% build_fcnn
def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape), keras.layers.Flatten()])
    for units in hidden:
        model.add(keras.layers.Dense(units))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
