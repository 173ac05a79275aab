"""The convolutional network is not compiled."""

QUESTION = "build_cnn"
HINT = "Your network is built, but not compiled. Call `compile` before you return it, as in build_fcnn."


# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape)])
    for filters in (8, 16):
        model.add(keras.layers.Conv2D(filters, (3, 3), padding="same", activation="relu"))
        model.add(keras.layers.Conv2D(filters, (3, 3), padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(40, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    return model
