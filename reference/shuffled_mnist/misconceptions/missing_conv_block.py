"""The second block of convolutions and pooling is missing."""

QUESTION = "build_cnn"
HINT = "Your network has only the first block of two convolutions and a pooling. The table has a second one, with 16 filters."


# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape)])
    for filters in (8,):
        model.add(keras.layers.Conv2D(filters, (3, 3), padding="same", activation="relu"))
        model.add(keras.layers.Conv2D(filters, (3, 3), padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(40, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
