"""The network has two kernels when one is asked for."""

QUESTION = "build_model"
HINT = "Your network has two kernels. Without an argument, `build_model()` makes one."


# %% build_model
def build_model(kernels=2):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="same", activation="linear"),
            layers.MaxPooling2D(pool_size=(SIZE, SIZE)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
