"""The loss is the sparse cross-entropy, the labels are one-hot."""

QUESTION = "build_fcnn"
HINT = "Your loss wants the number of the class as label. For one-hot labels it is the one without sparse in its name."


# %% build_fcnn
def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape), keras.layers.Flatten()])
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
