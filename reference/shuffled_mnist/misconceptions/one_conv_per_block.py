"""Each block has a single convolution."""

QUESTION = "build_cnn"
HINT = "Each of your blocks has one convolution. In the table there are two before each pooling."


# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape)])
    for filters in (8, 16):
        model.add(keras.layers.Conv2D(filters, (3, 3), padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(40, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
