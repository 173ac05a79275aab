"""The number of kernels is always one."""

QUESTION = "build_model"
HINT = "Your network has one kernel, whatever the argument says. Hand `kernels` on to the convolution."


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(1, (5, 5), padding="same", activation="linear"),
            layers.MaxPooling2D(pool_size=(SIZE, SIZE)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
