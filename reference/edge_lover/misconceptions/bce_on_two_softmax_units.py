"""Binary cross-entropy on two softmax units."""

QUESTION = "build_model"
HINT = "On two softmax units the binary cross-entropy is the same number as the categorical one."
EQUIVALENT = True  # p and 1 - p: both terms of each picture are minus the log of the true class's probability


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="same", activation="linear"),
            layers.MaxPooling2D(pool_size=(SIZE, SIZE)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
