"""The loss is the mean squared error."""

QUESTION = "build_model"
HINT = "Your loss is the mean squared error. For probabilities of classes take the categorical cross-entropy."


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
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
