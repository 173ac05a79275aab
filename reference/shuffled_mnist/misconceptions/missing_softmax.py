"""The last layer has no softmax: the outputs are no probabilities."""

QUESTION = "build_fcnn"
HINT = "The outputs of your network are no probabilities. Give its last layer the activation softmax."


# %% build_fcnn
def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape), keras.layers.Flatten()])
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(classes))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
